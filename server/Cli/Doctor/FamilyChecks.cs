using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>Model families of the user's own.</summary>
internal static class FamilyChecks
{
    /// <summary>What is wrong with their files; nothing is said where there are none.</summary>
    public static IEnumerable<Finding> Files(SidecarPaths paths)
    {
        var folder = FamilyFolder.Read(paths);
        var broken = folder.Problems.Select(problem => Finding.Warn("families", problem, "correct the file; a running sidecar reads it again by itself"));
        return folder.Files > 0 ? broken.Prepend(Finding.Ok("families", $"{folder.Files} of your own in {paths.Families}")) : broken;
    }
}
