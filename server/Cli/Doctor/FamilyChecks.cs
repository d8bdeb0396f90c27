using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>Model families of the user's own.</summary>
internal static class FamilyChecks
{
    /// <summary>What is wrong with their files; nothing is said where there are none.</summary>
    public static IEnumerable<Finding> Files(SidecarPaths paths, Wording words)
    {
        var folder = FamilyFolder.Read(paths);
        var subject = words.Say("families", "模型系列");
        var broken = folder.Problems.Select(problem => Finding.Warn(subject, problem, StateChecks.Correct(words)));
        return folder.Files > 0 ? broken.Prepend(Finding.Ok(subject, words.Say($"{folder.Files} of your own in {paths.Families}", $"{paths.Families} 中有 {folder.Files} 个自定义文件"))) : broken;
    }
}
