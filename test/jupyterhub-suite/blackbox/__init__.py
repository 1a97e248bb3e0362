"""JupyterHub's own tests, run over HTTP against a hub in another process.

The tests drive a hub of class MockHub inside their own process. Here that object is a mirror: it has the
database and the addresses of the hub under test, serves and starts nothing itself, and asks over the REST API
what is not in the database. Settings that a test changes on it are given to the hub by a restart.
"""
