using System.Text;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Decision;

public sealed class RequestClassTests
{
    private const string Tools = """ "tools":[{"name":"Read","input_schema":{}}] """;

    [Theory] // edge case 111
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"quota"}],"metadata":{}}""", RequestClass.Probe)]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"test"}]}""", RequestClass.Probe)]
    [InlineData("""{"max_tokens":1,"stream":true,"messages":[{"role":"user","content":"quota"}]}""", RequestClass.Auxiliary)]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"quota"}]}""", RequestClass.Auxiliary)]
    [InlineData("""{"max_tokens":32000,"stream":true,"output_config":{"format":{"type":"json_schema","schema":{}}},"messages":[{"role":"user","content":"Name it"}]}""", RequestClass.Auxiliary)]
    [InlineData("""{"max_tokens":32000,"stream":true,"messages":[{"role":"user","content":"[SUGGESTION MODE]"}]}""", RequestClass.Auxiliary)]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"quota"}],""" + Tools + "}", RequestClass.Main)]
    [InlineData("""{"max_tokens":32000,"messages":[{"role":"user","content":"hi"}],""" + Tools + "}", RequestClass.Main)]
    [InlineData("""{"messages":[{"role":"user","content":"hi"},{"role":"user","content":[{"type":"text","text":"Think in <analysis> tags, then write a <summary>."}]}],""" + Tools + "}", RequestClass.Compaction)]
    [InlineData("""{"messages":[{"role":"user","content":"Think in <analysis> tags, then write a <summary>."}],""" + Tools + "}", RequestClass.Compaction)]
    [InlineData("""{"messages":[{"role":"user","content":"an <analysis>, a <summary>"},{"role":"assistant","content":"x"},{"role":"user","content":"hi"}],""" + Tools + "}", RequestClass.Main)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"},{"type":"text","text":"<analysis> <summary>"}]}],""" + Tools + "}", RequestClass.Main)]
    [InlineData("no json", RequestClass.Auxiliary)]
    public void TheShapeTellsWhatARequestIsFor(string body, RequestClass expected) => Assert.Equal(expected, Of(body));

    [Theory] // edge case 111
    [InlineData("main", RequestClass.Main)]
    [InlineData("subagent", RequestClass.SubAgent)]
    [InlineData("workflow", RequestClass.SubAgent)]
    [InlineData("compaction", RequestClass.Compaction)]
    [InlineData("auxiliary", RequestClass.Auxiliary)]
    [InlineData("side_reply", RequestClass.Auxiliary)]
    [InlineData("Auxiliary", RequestClass.Auxiliary)]
    [InlineData("something-newer", RequestClass.SubAgent)]
    public void TheClientsOwnWordSaysMore(string told, RequestClass expected) =>
        Assert.Equal(expected, Of("""{"max_tokens":9,"messages":[{"role":"user","content":"hi"}],""" + Tools + "}", told, agent: "a-1"));

    [Fact]
    public void AProbeIsOneWhateverItIsCalledAndACountIsOneWhateverItHolds()
    {
        Assert.Equal(RequestClass.Probe, Of("""{"max_tokens":1,"messages":[{"role":"user","content":"quota"}]}""", "auxiliary"));
        Assert.Equal(RequestClass.Count, RequestClasses.Of(counts: true, "main", "", head: null));
        Assert.Equal([RequestClass.Auxiliary, RequestClass.Probe, RequestClass.Count], Enum.GetValues<RequestClass>().Where(kind => kind.IsBeside()));
    }

    private static RequestClass Of(string body, string told = "", string agent = "") =>
        RequestClasses.Of(counts: false, told, agent, MessagesHeadReader.Read(Encoding.UTF8.GetBytes(body)));
}
