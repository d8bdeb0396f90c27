using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Tests.Execution.Convert;

/// <summary>Requests of tests, converted.</summary>
internal static class Conversion
{
    public const string Read = """{"name":"Read","description":"Reads.","input_schema":{"type":"object","properties":{"file_path":{"type":"string"}}}}""";

    public static ConvertOptions For(ServerKind server, string model = "tiny") =>
        new() { Model = model, Server = server, Family = FamilyBook.BuiltIn.Of(model) };

    public static ConvertOptions For(string model) => For(ServerKind.Other, model);

    public static ChatRequest Request(string body, ConvertOptions? options = null)
    {
        Assert.True(RequestConversion.TryConvert(Encoding.UTF8.GetBytes(body), options ?? new ConvertOptions { Model = "m" }, RequestToOpenAi.Write, out var request, out var problem), problem);
        return request;
    }

    public static string Text(ChatRequest request) => Encoding.UTF8.GetString(request.Body.Span);

    public static JsonNode Body(string body, ConvertOptions? options = null) => JsonNode.Parse(Request(body, options).Body.Span)!;

    public static JsonNode[] Messages(string body, ConvertOptions? options = null) => [.. Body(body, options)["messages"]!.AsArray().Select(message => message!)];

    public static string Role(JsonNode message) => (string)message["role"]!;

    public static string Text(JsonNode message) => (string)message["content"]!;

    /// <summary>A conversation in which these calls were made, each answered.</summary>
    public static string Called(params string[] ids) => $$"""
        {"messages":[{"role":"user","content":"go"},
          {"role":"assistant","content":[{"type":"text","text":"I look."},{{string.Join(',', ids.Select(id => $$$"""{"type":"tool_use","id":"{{{id}}}","name":"Read","input":{"file_path":"/{{{id}}}"}}"""))}}]},
          {"role":"user","content":[{{string.Join(',', ids.Select(id => $$$"""{"type":"tool_result","tool_use_id":"{{{id}}}","content":"of {{{id}}}"}"""))}}]}],
         "tools":[{{Read}}]}
        """;
}
