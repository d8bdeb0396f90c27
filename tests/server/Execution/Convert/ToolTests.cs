using System.Buffers;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Tests.Execution.Convert;

public sealed class ToolTests
{
    [Theory] // edge case 67; local-servers 1.2 says which server refuses what
    [InlineData("{}", """{"type":"object","properties":{}}""")]
    [InlineData("null", """{"type":"object","properties":{}}""")]
    [InlineData("true", """{"type":"object","properties":{}}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"$schema":{"type":"string"}},"additionalProperties":false}""",
        """{"type":"object","properties":{"$schema":{"type":"string"}},"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":true,"b":{"items":true},"c":{"anyOf":[true,{"type":"null"}]}}}""",
        """{"type":"object","properties":{"a":{},"b":{"items":{}},"c":{"anyOf":[{},{"type":"null"}]}}}""")]
    [InlineData("""{"properties":{"z":{"type":"string","maxLength":10000,"minLength":1},"a":{"enum":["x",null],"default":true}},"required":["z"]}""",
        """{"type":"object","properties":{"z":{"type":"string","minLength":1},"a":{"enum":["x",null],"default":true}},"required":["z"]}""")]
    [InlineData("""{"type":"object","properties":{"type":{"type":"string"},"properties":{"type":"object"},"maxLength":{"type":"number"}}}""",
        """{"type":"object","properties":{"type":{"type":"string"},"properties":{"type":"object"},"maxLength":{"type":"number"}}}""")]
    [InlineData("""{"type":"object","properties":{"r":{"$ref":"#/$defs/d"}},"$defs":{"d":{"type":"object","additionalProperties":{"anyOf":[true]}}}}""",
        """{"type":"object","properties":{"r":{"$ref":"#/$defs/d"}},"$defs":{"d":{"type":"object","additionalProperties":{"anyOf":[{}]}}}}""")]
    public void SchemasAreMadeAcceptable(string schema, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        using var document = JsonDocument.Parse(schema);
        using (var writer = new Utf8JsonWriter(output))
        {
            ToolSchemas.Write(writer, document.RootElement);
        }

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

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
