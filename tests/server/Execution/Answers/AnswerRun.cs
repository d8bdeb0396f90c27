using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>Runs a server's answer through the reducer as the backend does.</summary>
internal static class AnswerRun
{
    public static ReducerOptions Options(bool showThinking = false, params string[] tools)
    {
        var names = new ToolNames();
        foreach (var tool in tools.Length == 0 ? ["Bash", "Read"] : tools)
        {
            names.Add(tool);
        }

        var calls = 0;
        return new ReducerOptions
        {
            Model = "claude-sonnet-5-5",
            Tools = names,
            EstimatedPrompt = 1111,
            StopSequences = ["END"],
            ShowThinking = showThinking,
            MintMessageId = () => "msg_1",
            MintToolId = () => $"toolu_{++calls}",
        };
    }

    /// <summary>The stream that the client gets when the server's arrives in pieces of this size; and how it ended.</summary>
    public static (byte[] Stream, ReducerOutcome Outcome) Stream(byte[] server, int pieceSize, ReducerOptions? options = null)
    {
        using var sink = new StreamSink();
        var outcome = Run(server, pieceSize, new ChatReducer(options ?? Options(), sink));
        return (sink.Written.ToArray(), outcome);
    }

    public static (byte[] Stream, ReducerOutcome Outcome) Stream(string server, ReducerOptions? options = null) =>
        Stream(Encoding.UTF8.GetBytes(server), int.MaxValue, options);

    /// <summary>The whole message that a client gets that wants no stream; null when there is none.</summary>
    public static byte[]? Whole(byte[] server, ReducerOptions? options = null)
    {
        using var sink = new WholeSink();
        Run(server, int.MaxValue, new ChatReducer(options ?? Options(), sink));
        return sink.Message;
    }

    private static ReducerOutcome Run(byte[] server, int pieceSize, ChatReducer reducer)
    {
        if (server.AsSpan().TrimStart("\r\n "u8).StartsWith("{"u8))
        {
            reducer.Push(server);
            reducer.Push("[DONE]"u8.ToArray());
            return reducer.Outcome!.Value;
        }

        var parser = new SseParser();
        for (var at = 0; at < server.Length; at += Math.Min(pieceSize, server.Length - at))
        {
            parser.Append(server.AsSpan(at, Math.Min(pieceSize, server.Length - at)));
            while (parser.TryRead(out var next))
            {
                reducer.Push(next.Data);
            }
        }

        reducer.EndOfStream();
        return reducer.Outcome!.Value;
    }
}
