import SpammerCLI

@main
struct Main {
    static func main() async {
        await SpammerCommand.start()
    }
}
