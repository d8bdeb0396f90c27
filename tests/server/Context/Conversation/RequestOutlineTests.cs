using System.Text;
using ClaudeSidecar.Context.Conversation;

namespace ClaudeSidecar.Tests.Context.Conversation;

public sealed class RequestOutlineTests
{
    private static readonly List<string> Parts =
    [
        """ "system":[{"text":"s"}] """,
        """ "tools":[{"name":"A"},{"name":"B"}] """,
        """ "tool_choice":{"type":"tool","name":"A"} """,
        """ "messages":? """,
    ];

    [Fact]
    public void BehindWhatTheRequestBeforeHadReadingIsTakenUpAgain()
    {
        var before = RequestOutline.Read(Body("one", "two"));

        var outline = RequestOutline.Read(Body("one", "two", "three"), before)!;

        Assert.Equal(2, outline.Known);
        Assert.Equal(["one", "two", "three"], Said(Body("one", "two", "three"), outline));
    }

    [Fact]
    public void FromTheFirstMessageThatIsAnotherOnAllIsReadAnew()
    {
        var before = RequestOutline.Read(Body("one", "two", "three"));

        Assert.Equal(1, RequestOutline.Read(Body("one", "2", "three"), before)!.Known);
        Assert.Equal(0, RequestOutline.Read(Body("1", "two", "three"), before)!.Known);
        Assert.Equal(2, RequestOutline.Read(Body("one", "two"), before)!.Known);
    }

    [Fact]
    public void WhatStandsBeforeTheMessagesMustBeTheSameAsWell()
    {
        var before = RequestOutline.Read("""{"system":"a","messages":[{"role":"user"}]}"""u8);

        var outline = RequestOutline.Read("""{"system":"b","messages":[{"role":"user"}]}"""u8, before)!;

        Assert.Equal(0, outline.Known);
    }

    [Fact]
    public void WhatFollowsAfterKnownMessagesAndIsNoJsonIsNoRequest()
    {
        var before = RequestOutline.Read(Body("one", "two"));
        var whole = Encoding.UTF8.GetString(Body("one", "two", "three"));

        Assert.Null(RequestOutline.Read(Encoding.UTF8.GetBytes(whole[..^1]), before));
        Assert.Null(RequestOutline.Read(Encoding.UTF8.GetBytes(whole + "x"), before));
        Assert.Null(RequestOutline.Read(Encoding.UTF8.GetBytes(whole.Replace("three", "thr\nee", StringComparison.Ordinal)), before));
    }

    [Fact]
    public void TheLastOfTwoListsOfMessagesCounts()
    {
        var body = """{"messages":[{"a":1},{"a":2}],"messages":[{"a":3}]}"""u8;
        var first = RequestOutline.Read(body)!;

        var again = RequestOutline.Read(body, first)!;

        Assert.Single(first.EachMessage);
        Assert.Equal(first.EachMessage, again.EachMessage);
    }

    [Fact]
    public void HoweverAConversationChangesItIsReadAsIfItWereTheFirst()
    {
        var chance = new Random(5);
        for (var session = 0; session < 100; session++)
        {
            RequestOutline? before = null;
            var (messages, parts) = (new List<string>(), Parts);
            for (var turn = 0; turn < 20; turn++)
            {
                Change(messages, chance);
                if (chance.Next(6) == 0)
                {
                    parts = [.. parts.OrderBy(_ => chance.Next())];
                }

                var space = chance.Next(5) == 0 ? "\n " : "";
                var text = $"{{{string.Join($",{space}", parts)}}}".Replace("?", $"[{string.Join($",{space}", messages)}]", StringComparison.Ordinal);
                var body = Encoding.UTF8.GetBytes(text);

                var (anew, again) = (RequestOutline.Read(body)!, RequestOutline.Read(body, before)!);

                Assert.Equal(anew.EachMessage, again.EachMessage);
                Assert.Equal(anew.EachTool, again.EachTool);
                Assert.Equal((anew.System, anew.Tools, anew.Messages, anew.ChosenTool), (again.System, again.Tools, again.Messages, again.ChosenTool));
                before = again;
            }
        }
    }

    private static void Change(List<string> messages, Random chance)
    {
        switch (chance.Next(8))
        {
            case 0 when messages.Count > 2:
                messages.RemoveRange(chance.Next(1, messages.Count), 1);
                break;
            case 1 when messages.Count > 1:
                messages[^1] = messages[^1].Replace("x", "xy", StringComparison.Ordinal);
                break;
            case 2:
                messages.Add("\"no message at all\"");
                break;
            case 3:
                messages.Insert(0, "{}");
                break;
        }

        messages.Add($$"""{"role":"user","content":[{"text":"x{{chance.Next(100)}} {[","n":[1,[2,{}]]}]}""");
    }

    private static byte[] Body(params string[] said) =>
        Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{string.Join(',', said.Select(word => $$"""{"role":"user","content":"{{word}}"}"""))}}],"system":"s"}""");

    private static IEnumerable<string> Said(byte[] body, RequestOutline outline) =>
        outline.EachMessage.Select(place => Encoding.UTF8.GetString(place.Of(body).Span)).Select(message => message.Split('"')[^2]);
}
