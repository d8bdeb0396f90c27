using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Tests.Execution.Convert;

/// <summary>Local-servers 1.2 says which server refuses what.</summary>
public sealed class ToolSchemaTests
{
    [Theory] // edge case 67
    [InlineData("{}", """{"type":"object","properties":{}}""")]
    [InlineData("null", """{"type":"object","properties":{}}""")]
    [InlineData("true", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":["object","null"],"properties":null,"required":null}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"x","type":"object","properties":{"$schema":{"type":"string"}},"additionalProperties":false}""",
        """{"type":"object","properties":{"$schema":{"type":"string"}},"additionalProperties":false}""")]
    public void TheWholeIsAlwaysAnObject(string schema, string expected) => Assert.Equal(expected, Written(schema));

    [Theory] // edge case 67
    [InlineData("true", "{}")]
    [InlineData("""{"items":true}""", """{"type":"array","items":{}}""")]
    [InlineData("""{"anyOf":[true,{"type":"integer"}]}""", """{"anyOf":[{},{"type":"integer"}]}""")]
    [InlineData("""{"type":"string","maxLength":10000,"minLength":1}""", """{"type":"string","minLength":1}""")]
    [InlineData("""{"type":"array","items":{"type":"string"},"minItems":2501,"maxItems":4}""", """{"type":"array","items":{"type":"string"},"maxItems":4}""")]
    [InlineData("""{"type":"string","pattern":"(?=x).*","format":"uri","contentEncoding":"base64"}""", """{"type":"string"}""")]
    [InlineData("""{"type":"integer","minimum":0,"exclusiveMinimum":true,"maximum":"x"}""", """{"type":"integer","minimum":0}""")]
    [InlineData("""{"enum":["x",null],"default":true}""", """{"enum":["x",null],"default":true}""")]
    [InlineData("""{"enum":["x","y"]}""", """{"type":"string","enum":["x","y"]}""")]
    [InlineData("""{"const":"x"}""", """{"type":"string","enum":["x"]}""")]
    [InlineData("""{"type":"integer","const":5}""", """{"type":"integer","enum":[5]}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData("""{"type":"object","not":{},"if":{},"then":{},"patternProperties":{"^a":{}},"propertyNames":{"pattern":"a"},"additionalProperties":{"type":"number"}}""",
        """{"type":"object","additionalProperties":{"type":"number"}}""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]}""", """{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"integer"}]}}""")]
    [InlineData("""{"type":"array","items":[{"type":"string"}]}""", """{"type":"array","items":{"anyOf":[{"type":"string"}]}}""")]
    [InlineData("""{"type":["string","null"],"description":"d"}""", """{"type":"string","description":"d"}""")]
    [InlineData("""{"type":["string","integer"]}""", """{"type":["string","integer"]}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}],"default":null,"title":"T"}""", """{"title":"T","type":"string"}""")]
    [InlineData("""{"allOf":[{"type":"object","properties":{"x":{}},"required":["x"]},{"properties":{"y":{}},"required":["y","z"]}],"description":"both"}""",
        """{"description":"both","type":"object","properties":{"x":{},"y":{}},"required":["x","y"]}""")]
    [InlineData("7", "{}")]
    [InlineData("""{"type":7,"description":7,"title":[],"anyOf":{},"oneOf":[],"items":7}""", """{"items":{}}""")]
    public void AnOptionalPropertyIsMadeAcceptable(string property, string expected) => Assert.Equal(
        With(expected),
        Written(With(property)));

    [Theory] // edge case 67: where a value must be there, null has a meaning
    [InlineData("""{"type":["string","null"]}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""")]
    public void ARequiredPropertyMayStayNull(string property)
    {
        var schema = With(property)[..^1] + ""","required":["p"]}""";

        Assert.Equal(schema, Written(schema));
    }

    [Theory] // edge case 67
    [InlineData("""{"$ref":"#/$defs/d"}""", """{"type":"object","additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"$ref":"#/$defs/d","description":"nearer"}""", """{"description":"nearer","type":"object","additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"$ref":"#/$defs/chain"}""", """{"type":"object","additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"$ref":"#/$defs/a~1b%20c"}""", """{"type":"boolean"}""")]
    [InlineData("""{"$ref":"#/$defs/list/anyOf/1"}""", """{"type":"integer"}""")]
    [InlineData("""{"$ref":"#/$defs/gone"}""", "{}")]
    [InlineData("""{"$ref":"https://elsewhere/schema"}""", "{}")]
    [InlineData("""{"$ref":"#anchor"}""", "{}")]
    [InlineData("""{"$ref":"#/$defs/node"}""", """{"type":"object","properties":{"next":{"type":"object"}}}""")]
    public void ReferencesAreWrittenOut(string property, string expected) => Assert.Equal(
        With(expected),
        Written(With(property)[..^1] + """
            ,"$defs":{
              "d":{"type":"object","additionalProperties":{"type":"string"}},"chain":{"$ref":"#/$defs/d"},"a/b c":{"type":"boolean"},
              "list":{"anyOf":[{"type":"string"},{"type":"integer"}]},"node":{"type":"object","properties":{"next":{"$ref":"#/$defs/node"}}}}}
            """));

    [Fact]
    public void TheSameReferenceIsWrittenOutWhereverItStands() => Assert.Equal(
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"array","items":{"type":"string"}},"c":{"type":"string"}}}""",
        Written("""{"type":"object","properties":{"a":{"$ref":"#/$defs/s"},"b":{"type":"array","items":{"$ref":"#/$defs/s"}},"c":{"$ref":"#/$defs/s"}},"$defs":{"s":{"type":"string"}}}"""));

    [Fact]
    public void AChoiceBetweenWholesBecomesOneWhole() => Assert.Equal(
        """{"type":"object","description":"one or other","properties":{"a":{"type":"string"},"b":{"type":"integer"}}}""",
        Written("""{"description":"one or other","anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"integer"}}}]}"""));

    [Fact]
    public void DefinitionsThatDoubleWithEveryLevelEnd()
    {
        var levels = string.Join(',', Enumerable.Range(0, 60).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"\"d{i}\":{{\"type\":\"object\",\"properties\":{{\"l\":{{\"$ref\":\"#/$defs/d{i + 1}\"}},\"r\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}}}}}")));

        Assert.InRange(Written(With("""{"$ref":"#/$defs/d0"}""")[..^1] + ",\"$defs\":{" + levels + ""","d60":{"type":"string"}}}""").Length, 1, 100_000);
    }

    [Fact]
    public void ALongListOfChoicesIsLeftOut()
    {
        var many = string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"v{i}\""));

        Assert.Equal("""{"type":"object","properties":{"p":{"type":"string"}}}""", Written(With("""{"type":"string","enum":[""" + many + "]}")));
    }

    [Fact]
    public void HalvesOfCharactersDoNotReachAServer() => Assert.Equal(
        """{"type":"object","properties":{"p":{"description":"a\ufffdb","enum":["\ufffd"]}}}""",
        Written("""{"type":"object","properties":{"p":{"description":"a\ud83db","enum":["\ude00"]}}}""").Replace("\"type\":\"string\",", "", StringComparison.Ordinal));

    [Fact]
    public void APlainSchemaSaysTypesAndDescriptionsAlone() => Assert.Equal(
        """{"type":"object","properties":{"a":{"type":"string","description":"d"},"b":{"type":"array","items":{"type":"object","properties":{"c":{"type":"integer"}},"required":["c"]}}},"required":["a"]}""",
        Written("""
            {"type":"object","properties":{"a":{"type":"string","description":"d","enum":["x"],"minLength":1},
            "b":{"type":"array","maxItems":3,"items":{"type":"object","properties":{"c":{"type":"integer","minimum":1}},"required":["c"],"additionalProperties":false}}},"required":["a"],"additionalProperties":false}
            """, plain: true));

    [Fact]
    public void ASchemaThatWasMadeAcceptableStaysAsItIs()
    {
        var once = Written("""
            {"type":"object","properties":{"n":{"$ref":"#/$defs/n"},"o":{"anyOf":[{"type":"string"},{"type":"null"}]},"t":{"type":["string","null"]},"c":{"const":1}},
             "required":["t"],"$defs":{"n":{"type":"object","properties":{"k":{"type":"array","items":{"$ref":"#/$defs/n"}}}}}}
            """);

        Assert.Equal(once, Written(once));
        Assert.NotNull(JsonNode.Parse(once));
    }

    private static string With(string property) => """{"type":"object","properties":{"p":""" + property + "}}";

    private static string Written(string schema, bool plain = false)
    {
        var output = new ArrayBufferWriter<byte>();
        using var document = JsonDocument.Parse(schema);
        using (var writer = new Utf8JsonWriter(output))
        {
            ToolSchemas.Write(writer, document.RootElement, plain);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
