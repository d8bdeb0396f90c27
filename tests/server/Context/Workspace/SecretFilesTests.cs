using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Tests.Generated;

namespace ClaudeSidecar.Tests.Context.Workspace;

public sealed class SecretFilesTests
{
    // The extension's rules are tested with the same list.
    public static TheoryData<string, string> Files()
    {
        var files = new TheoryData<string, string>();
        foreach (var line in File.ReadAllLines(RepositoryFiles.Path("tests", "fixtures", "secret-files.txt")))
        {
            var words = line.Split(' ', 2);
            files.Add(words[0], words[1]);
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void WhatIsSecretIsKnownByItsName(string kind, string path) => Assert.Equal(kind == "secret", SecretFiles.Covers(path));
}
