// SpammerCLI
