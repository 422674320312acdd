"""A realistic mix of requests to a server, over some connections at once.

    mixed-load.py PORT REQUESTS CONNECTIONS

GET of thousands of items and pages with queries, POST and PUT of JSON, HEAD and DELETE; each connection is a user with its own
cookie, agent and token. The same numbers give the same requests.
"""

import http.client
import json
import random
import sys
import threading

port, requests, connections = map(int, sys.argv[1:4])
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
          "shop-android/5.2.1 (Android 14; Pixel 8)", "okhttp/4.12.0", "curl/8.8.0"]
WORDS = "red green blue shirt shoe lamp table chair book phone case small large cotton oak steel".split()


def user(number, share):
    dice = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"User-Agent": dice.choice(AGENTS), "Accept": "application/json", "Accept-Language": dice.choice(["en", "de", "fr"]),
               "Cookie": f"session={dice.getrandbits(128):032x}; theme={dice.choice(['dark', 'light'])}",
               "Authorization": f"Bearer {dice.getrandbits(256):064x}"}
    for _ in range(share):
        item, kind = int(dice.paretovariate(0.6) * 3) % 20000, dice.random()
        method, body, extra = "GET", None, {}
        if kind < 0.45:
            target = f"/items/{item}"
        elif kind < 0.65:
            target = f"/search?q={'+'.join(dice.sample(WORDS, dice.randint(1, 3)))}&page={dice.randint(1, 9)}"
        elif kind < 0.75:
            target = f"/users/{number}/orders?since=2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        elif kind < 0.93:
            method, target = dice.choice(["POST", "PUT"]), dice.choice(["/cart", f"/items/{item}/reviews", "/events"])
            lines = [{"item": dice.randrange(20000), "count": dice.randint(1, 5)} for _ in range(dice.randint(1, 8))]
            body = json.dumps({"user": number, "lines": lines, "note": " ".join(dice.choices(WORDS, k=dice.randint(0, 30)))})
            extra = {"Content-Type": "application/json", "X-Request-Id": f"{dice.getrandbits(64):016x}"}
        else:
            method, target = dice.choice(["HEAD", "DELETE"]), f"/items/{item}"
        connection.request(method, target, body, headers | extra)
        connection.getresponse().read()


threads = [threading.Thread(target=user, args=(number, requests // connections)) for number in range(connections)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
