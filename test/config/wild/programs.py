import subprocess
import sys

print("this goes to standard output")
print("and this to standard error", file=sys.stderr)
version = subprocess.run([sys.executable, "-c", "print('from a program')"], stdout=subprocess.PIPE).stdout.decode().strip()
subprocess.run([sys.executable, "-c", "print('straight to standard output')"])
c.Spawner.environment = {"SAID": version, "NAME": __file__.rsplit("/", 1)[-1]}
exec("c.JupyterHub.port = 9999")
globals()["c"].JupyterHub.ip = "::"
