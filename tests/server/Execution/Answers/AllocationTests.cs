using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>What a delta of a long stream costs in memory: nothing, however long the stream (edge case 95).</summary>
public sealed class AllocationTests
{
    [Theory] // edge case 95
    [InlineData("\"content\":\"l lis\"")]
    [InlineData("\"content\":\"if (a < b) { x[1] = `c`; }\\n\"")]
    [InlineData("\"reasoning_content\":\"Hm. \"")]
    public void ADeltaOfTextAllocatesNothing(string members)
    {
        using var sink = new StreamSink();
        var reducer = new ChatReducer(AnswerRun.Options(showThinking: true), sink);
        var parser = new SseParser();
        var number = 0;
        var events = Enumerable.Range(0, 3000).Select(i => Encoding.UTF8.GetBytes(
            $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{{members.Replace(":\"", $":\"{i * 7919} ", StringComparison.Ordinal)}}}}}]}}\n\n")).ToArray();
        Feed(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(2000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Feed(int count)
        {
            for (var i = 0; i < count; i++)
            {
                parser.Append(events[number++]);
                while (parser.TryRead(out var next))
                {
                    reducer.Push(next.Data);
                }

                sink.Clear();
            }
        }
    }
}
