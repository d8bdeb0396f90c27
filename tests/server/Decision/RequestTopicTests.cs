using System.Text;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Decision;

public sealed class RequestTopicTests
{
    [Theory]
    [InlineData("""[{"type":"text","text":"add a button"}]""", RequestTopic.Any)]
    [InlineData("\"add a button\"", RequestTopic.Any)]
    [InlineData("""[{"type":"text","text":"add a button"},{"type":"text","text":"<system-reminder>\nPlan mode is active. The user indicated that they do not want you to execute yet"}]""", RequestTopic.Plan)]
    [InlineData("""[{"type":"text","text":"<system-reminder>\nPlan mode still active (see full instructions earlier in conversation)."},{"type":"text","text":"go on"}]""", RequestTopic.Plan)]
    [InlineData("""[{"type":"text","text":"You are a senior security engineer conducting a focused security review of the changes on this branch."}]""", RequestTopic.SecurityReview)]
    [InlineData("\"请做一次安全审查\"", RequestTopic.SecurityReview)]
    [InlineData("\"Propose an architecture for the sync\"", RequestTopic.Architecture)]
    [InlineData("""[{"type":"text","text":"<system-reminder>\nCLAUDE.md: # Architecture, security review of each release"},{"type":"text","text":"add a button"}]""", RequestTopic.Any)]
    [InlineData("""[{"type":"image","source":{"type":"base64","text":"architecture","data":"AAAA"}}]""", RequestTopic.Any)]
    public void TheLastWordsOfTheUserTell(string content, RequestTopic expected) => Assert.Equal(expected, Of(content));

    [Theory]
    [InlineData("Plan", RequestTopic.Plan)]
    [InlineData("security-reviewer", RequestTopic.SecurityReview)]
    [InlineData("software-architect", RequestTopic.Architecture)]
    [InlineData("Explore", RequestTopic.Any)]
    [InlineData("general-purpose", RequestTopic.Any)]
    public void AnAgentsKindTellsToo(string type, RequestTopic expected) => Assert.Equal(expected, RequestTopics.Of(type, default));

    [Fact]
    public void AWordFarDownInPastedMaterialIsNoOrder() => Assert.Equal(RequestTopic.Any, Of($"\"fix this: {new string('x', 5000)} architecture\""));

    [Fact]
    public void EarlierTurnsDoNotTell()
    {
        var body = Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":"a security review"},{"role":"assistant","content":"done"},{"role":"user","content":"thanks"},{"role":"system","content":"architecture"}]}""");
        var head = MessagesHeadReader.Read(body)!;

        Assert.Equal("\"thanks\"", Encoding.UTF8.GetString(body.AsSpan(head.LastContentStart, head.LastContentLength)));
    }

    private static RequestTopic Of(string content)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"first"},{"role":"user","content": {{content}} }]}""");
        var head = MessagesHeadReader.Read(body)!;
        return RequestTopics.Of("", body.AsSpan(head.LastContentStart, head.LastContentLength));
    }
}
