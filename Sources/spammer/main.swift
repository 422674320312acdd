print("spammer")
