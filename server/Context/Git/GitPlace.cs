namespace ClaudeSidecar.Context.Git;

/// <summary>Where a work tree and its repository lie; absolute paths without a slash at the end.</summary>
/// <param name="Root">The root of the work tree.</param>
/// <param name="GitFolder">HEAD and index of this work tree.</param>
/// <param name="CommonFolder">References and objects; another folder than <paramref name="GitFolder"/> in a linked work tree.</param>
public sealed record GitPlace(string Root, string GitFolder, string CommonFolder);
