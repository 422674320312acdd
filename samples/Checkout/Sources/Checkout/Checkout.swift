import SpammerKit

/// A customer who looks at a product, puts it into the cart, and expects to be told so.
struct Checkout: Spammer {
    /// Some that the sample recording has, so that a stand-in made of it has them, too.
    static let products = [12, 42, 104, 129, 274]

    let shop: String
    let requester = SpammerRequester(connectionPoolSize: 50)

    func task() async throws -> TaskResult {
        let product = Self.products[Int.random(in: Self.products.indices)]
        let page = try await requester.get("\(shop)/products/\(product)")
        guard page.isSuccess else { return page.result }
        let order = Array(#"{"product": \#(product), "count": 1}"#.utf8)
        let cart = try await requester.post("\(shop)/cart", body: order)
        return cart.result(if: cart.isSuccess, reason: "not put into the cart")
    }

    func teardown() async throws {
        await requester.shutdown()
    }
}
