using System.Text;
using BenchmarkDotNet.Attributes;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Benchmarks;

/// <summary>One event of a long answer, for each kind of stream; that the longer stream costs the same for each shows that nothing grows.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class AnswerBenchmarks
{
    private const int Batch = 1000;

    private static readonly ToolNames Tools = ToolsOf("Bash", "Read");

    private readonly Dictionary<StreamOf, byte[][]> _events = [];

    /// <summary>Kinds of stream.</summary>
    public enum StreamOf
    {
        /// <summary>Plain text.</summary>
        Text,

        /// <summary>Code, full of what markup may begin with.</summary>
        Code,

        /// <summary>Reasoning in its own field.</summary>
        Reasoning,

        /// <summary>The arguments of a call.</summary>
        Arguments,
    }

    /// <summary>What the events hold.</summary>
    [Params(StreamOf.Text, StreamOf.Code, StreamOf.Reasoning, StreamOf.Arguments)]
    public StreamOf Kind { get; set; }

    /// <summary>Length of the stream in thousands of events.</summary>
    [Params(1, 10)]
    public int Thousands { get; set; }

    /// <summary>Makes events that differ from each other.</summary>
    [GlobalSetup]
    public void Setup()
    {
        foreach (var kind in Enum.GetValues<StreamOf>())
        {
            _events[kind] = [.. Enumerable.Range(0, 10 * Batch).Select(i => Event(kind, i * 7919))];
        }
    }

    /// <summary>Bytes of one dialect to bytes of the other; figures are for a thousand events at 1, for ten thousand at 10.</summary>
    [Benchmark]
    public int Reduce()
    {
        using var sink = new StreamSink();
        var reducer = new ChatReducer(new ReducerOptions { Model = "m", Tools = Tools, ShowThinking = true }, sink);
        var parser = new SseParser();
        var bytes = 0;
        foreach (var next in _events[Kind].AsSpan(0, Thousands * Batch))
        {
            parser.Append(next);
            while (parser.TryRead(out var read))
            {
                reducer.Push(read.Data);
            }

            bytes += sink.Written.Length;
            sink.Clear();
        }

        return bytes;
    }

    private static byte[] Event(StreamOf kind, int number) => Encoding.UTF8.GetBytes(
        "data: {\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{" + kind switch
        {
            StreamOf.Text => $"\"content\":\" word{number}\"",
            StreamOf.Code => $"\"content\":\"if (a[{number}] < b) `c` <T>\"",
            StreamOf.Reasoning => $"\"reasoning_content\":\" word{number}\"",
            _ => $"\"tool_calls\":[{{\"index\":0,\"function\":{{{(number == 0 ? "\"name\":\"Bash\"," : "")}\"arguments\":\"{number}\"}}}}]",
        } + "}}],\"created\":1795222996,\"id\":\"chatcmpl-WyCmGiChkZLc3fMEvRqiSHyNd8nF4yIZ\",\"model\":\"tiny\",\"object\":\"chat.completion.chunk\"}\n\n");

    private static ToolNames ToolsOf(params string[] names)
    {
        var tools = new ToolNames();
        foreach (var name in names)
        {
            tools.Add(name);
        }

        return tools;
    }
}
