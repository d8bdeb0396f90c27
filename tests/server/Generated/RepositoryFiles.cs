namespace ClaudeSidecar.Tests.Generated;

/// <summary>Files of the working copy that the tests were built from.</summary>
internal static class RepositoryFiles
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ClaudeSidecar.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No ClaudeSidecar.sln above {from}: run the tests from a working copy.");
    }
}
