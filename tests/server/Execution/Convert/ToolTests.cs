using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Tests.Execution.Convert;

public sealed class ToolTests
{
    [Theory] // edge case 68
    [InlineData("Read")]
    [InlineData("mcp__server__tool-1")]
    [InlineData("mcp server: tool!")]
    [InlineData("工具")]
    [InlineData("mcp__a_very_long_name_of_a_server_that_somebody_installed__and_the_tool_of_it_too")]
    public void NamesMapThereAndBack(string name)
    {
        var names = new ToolNames();
        Assert.True(names.Add(name));
        var outgoing = ToolNames.Outgoing(name);

        Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", outgoing);
        Assert.Equal(outgoing, ToolNames.Outgoing(name));
        Assert.Equal(name, names.Resolve(Encoding.UTF8.GetBytes(outgoing)));
        Assert.True(names.Contains(name));
    }

    [Theory] // edge case 84
    [InlineData("read_file", "ReadFile")]
    [InlineData("READ-FILE", "ReadFile")]
    [InlineData("functions.ReadFile:0", "ReadFile")]
    [InlineData("functions.readfile", "ReadFile")]
    [InlineData("todo", null)]
    [InlineData("TodoWrite", "TodoWrite")]
    [InlineData("ReadFiles", null)]
    [InlineData("functions.", null)]
    public void ANameIsKnownByItsLettersUnlessTwoToolsDifferInLessThanThose(string called, string? expected)
    {
        var names = new ToolNames();
        foreach (var name in new[] { "ReadFile", "TodoWrite", "Todo_", "_Todo" })
        {
            names.Add(name);
        }

        Assert.Equal(expected, names.Resolve(Encoding.UTF8.GetBytes(called)));
    }

    [Fact]
    public void TheSchemaOutlivesTheRequest()
    {
        var names = new ToolNames();
        using (var document = JsonDocument.Parse("""{"a":{"type":"object","properties":{"x":{"type":"integer"}}}}"""))
        {
            names.Add("Read", document.RootElement.GetProperty("a"));
            names.Add("Bash", null);
        }

        Assert.Equal("integer", names.Schema("Read")!.Value.GetProperty("properties").GetProperty("x").GetProperty("type").GetString());
        Assert.Null(names.Schema("Bash"));
        Assert.Null(names.Schema("Nothing"));
    }

    [Fact]
    public void LongNamesThatBeginAlikeStayApart()
    {
        var common = new string('x', 70);

        Assert.NotEqual(ToolNames.Outgoing(common + "a"), ToolNames.Outgoing(common + "b"));
    }

    [Fact]
    public void ASpellingIsForgivenOnlyWhereItMeansOneTool() // edge case 84
    {
        var names = new ToolNames();
        names.Add("Bash");
        names.Add("read");
        names.Add("Read");

        Assert.Equal("Bash", names.Resolve("BASH"u8));
        Assert.Equal("Read", names.Resolve("Read"u8));
        Assert.Equal("read", names.Resolve("read"u8));
        Assert.Null(names.Resolve("READ"u8));
        Assert.Null(names.Resolve("Bosh"u8));
        Assert.False(names.Add("Bash"));
    }
}
