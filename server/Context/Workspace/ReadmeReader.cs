namespace ClaudeSidecar.Context.Workspace;

/// <summary>Finds the README of a folder.</summary>
internal static class ReadmeReader
{
    private const int Longest = 16_000;

    private static readonly string[] Names = ["README.md", "readme.md", "Readme.md", "README.rst", "README.adoc", "README.txt", "README"];

    /// <summary>The folder's own, else that of the work tree's root; null when neither has one.</summary>
    public static WorkspaceText? Read(string folder, string? root, LookedAt lookedAt) =>
        new[] { folder, root ?? folder }.Distinct()
            .SelectMany(place => Names.Select(name => lookedAt.File(Path.Combine(place, name))))
            .Select(path => BoundedText.Read(path, Longest))
            .FirstOrDefault(text => text is { Text.Length: > 0 });
}
