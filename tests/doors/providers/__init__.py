"""Two real sign-ons of a house, as Debian packages them: glewlwyd (OpenID Connect) and
SimpleSAMLphp (SAML). Each runs from a folder of its own, on a free port, as long as the tests do.
"""
