// SpammerKit
