"""A person at a browser: opens a login or device page of oidc.mjs, fills in the forms, agrees or refuses."""
import html.parser
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request


class _Page(html.parser.HTMLParser):
    """The first form of a page and its links."""

    def __init__(self, text):
        super().__init__()
        self.action, self.fields, self.links = None, {}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = named["action"]
        elif tag == "input" and "name" in named:
            self.fields[named["name"]] = named.get("value", "")
        elif tag == "a":
            self.links.append(named.get("href", ""))


class _Leaving(urllib.request.HTTPRedirectHandler):
    """Notes where the server sends us to that is not the server; goes there only if somebody listens."""

    def __init__(self, home, deliver):
        self.home, self.deliver, self.left_for = home, deliver, None

    def redirect_request(self, request, body, code, message, headers, url):
        if not url.startswith(self.home):
            self.left_for = url
            if not self.deliver:
                return None
        return super().redirect_request(request, body, code, message, headers, url)


def visit(url, account="ada", agree=True, deliver=True):
    """Goes through every page from `url` on. Returns the address the browser was sent to in the end (with the code or the
    error in it), or None if it stayed with the server, as device pages do. `deliver=False` only tells the address."""
    home = "{0.scheme}://{0.netloc}".format(urllib.parse.urlparse(url))
    leaving = _Leaving(home, deliver)
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), leaving,
                                          urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    place, form, refused = url, None, False
    while True:
        try:
            with browser.open(urllib.request.Request(place, form, {"Accept": "text/html"}), timeout=30) as answer:
                place, page = answer.url, _Page(answer.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                if leaving.left_for:
                    return leaving.left_for
                raise AssertionError(f"{place}: {answer.code} {answer.read().decode()}") from answer
        if leaving.left_for or refused or page.action is None:
            return leaving.left_for
        place, form, refused = _next(place, page, account, agree)


def _next(place, page, account, agree):
    """(address, form, whether this refuses) of the next click."""
    abort = next((link for link in page.links if link.endswith("/abort")), None)
    if not agree and abort:
        return urllib.parse.urljoin(place, abort), None, True
    answers = {"login": account, "password": "stand-in"}
    fields = {name: answers.get(name, value) for name, value in page.fields.items()}
    refuses = not agree and "confirm" in fields
    if refuses:
        fields["abort"] = "yes"
    return urllib.parse.urljoin(place, page.action), urllib.parse.urlencode(fields).encode(), refuses
