namespace ClaudeSidecar.Context.Workspace;

/// <summary>Files whose content is never taken into a snapshot, by their names. extension/ui/editorFiles.ts keeps the same rules; tests/fixtures/secret-files.txt is what both are tested with.</summary>
public static class SecretFiles
{
    private static readonly string[] Folders = [".ssh", ".aws", ".gnupg", ".kube", ".docker", "secrets"];

    private static readonly string[] Extensions = [".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".tfstate", ".tfvars"];

    private static readonly string[] Names =
    [
        ".netrc", "_netrc", ".npmrc", ".pypirc", ".pgpass", ".htpasswd", ".git-credentials", ".credentials.json", "credentials", "credentials.json", "service-account.json",
    ];

    private static readonly string[] Beginnings = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "secrets."];

    // Written to be shared: names without values.
    private static readonly string[] Templates = [".example", ".sample", ".template", ".dist"];

    /// <summary>True when the file looks as if it held a secret.</summary>
    /// <param name="path">A path, absolute or not, with either kind of slash.</param>
    public static bool Covers(string path)
    {
        var parts = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Select(part => part.ToLowerInvariant()).ToList();
        return parts is [.. var folders, var name] && (folders.Any(folder => Folders.Contains(folder)) || CoversName(name));
    }

    private static bool CoversName(string name) =>
        IsEnvironment(name)
        || Names.Contains(name)
        || Extensions.Any(extension => name.EndsWith(extension, StringComparison.Ordinal))
        || (Beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)) && !name.EndsWith(".pub", StringComparison.Ordinal));

    private static bool IsEnvironment(string name) =>
        name is ".env" or ".envrc"
        || ((name.StartsWith(".env.", StringComparison.Ordinal) || name.EndsWith(".env", StringComparison.Ordinal))
            && !Templates.Any(template => name.EndsWith(template, StringComparison.Ordinal)));
}
