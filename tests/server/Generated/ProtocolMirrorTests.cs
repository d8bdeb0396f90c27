using System.Text.RegularExpressions;

namespace ClaudeSidecar.Tests.Generated;

public sealed partial class ProtocolMirrorTests
{
    private static readonly string Mirror = RepositoryFiles.Path("extension", "rpc", "protocol.ts");

    [Fact]
    public void TheTypeScriptMirrorSaysWhatTheContractSays()
    {
        var expected = TypeScriptMirror.Generate();
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            File.WriteAllText(Mirror, expected);
        }

        Assert.True(
            File.Exists(Mirror) && File.ReadAllText(Mirror) == expected,
            "extension/rpc/protocol.ts differs from the C# contract: run UPDATE_GENERATED=1 dotnet test tests/server --filter ProtocolMirror and commit the file.");
    }

    [Fact]
    public void EveryTypeThatTheMirrorNamesIsDeclaredInIt()
    {
        var text = TypeScriptMirror.Generate();
        var named = TypeName().Matches(text).Select(match => match.Groups[1].Value).Distinct();
        Assert.All(named, name => Assert.Matches($@"export (interface|type) {name}\b", text));
    }

    [GeneratedRegex(@": (?:readonly )?([A-Z]\w+)(?:\[\])?(?: \| null)?[; ]")]
    private static partial Regex TypeName();
}
