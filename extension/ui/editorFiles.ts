// The same rules as server/Context/Workspace/SecretFiles.cs; tests/fixtures/secret-files.txt is what both are tested with.
const folders = new Set([".ssh", ".aws", ".gnupg", ".kube", ".docker", "secrets"]);
const names = new Set([
  ".netrc",
  "_netrc",
  ".npmrc",
  ".pypirc",
  ".pgpass",
  ".htpasswd",
  ".git-credentials",
  ".credentials.json",
  "credentials",
  "credentials.json",
  "service-account.json",
]);
const extension = /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|tfstate|tfvars)$/;
const beginning = /^(?:id_rsa|id_dsa|id_ecdsa|id_ed25519|secrets\.)/;
const environment = /^\.env(?:rc)?$|^\.env\..*$|^.*\.env$/;
const template = /\.(?:example|sample|template|dist)$/;

/** True when a file looks as if it held a secret: nothing of it is told to anybody. */
export function looksSecret(path: string): boolean {
  const parts = path.toLowerCase().split(/[/\\]+/);
  const name = parts.pop() ?? "";
  return (
    parts.some((part) => folders.has(part)) ||
    names.has(name) ||
    extension.test(name) ||
    (beginning.test(name) && !name.endsWith(".pub")) ||
    (environment.test(name) && !template.test(name))
  );
}
