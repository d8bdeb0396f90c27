using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>Runs a server's answer through the reducer as the backend does.</summary>
internal static class AnswerRun
{
    // Like Claude Code's own, with every kind of value.
    private const string Schemas = """
        {
          "Bash": {"type":"object","properties":{"command":{"type":"string"},"timeout":{"type":"number"},"run_in_background":{"type":"boolean"}},"required":["command"]},
          "Read": {"type":"object","properties":{"file_path":{"type":"string"},"offset":{"type":"integer"},"limit":{"type":"integer"}},"required":["file_path"]},
          "Write": {"type":"object","properties":{"file_path":{"type":"string"},"content":{"type":"string"}},"required":["file_path","content"]},
          "TodoWrite": {"type":"object","properties":{"todos":{"type":"array","items":{"$ref":"#/$defs/todo"}}},"required":["todos"],
            "$defs":{"todo":{"type":"object","properties":{"content":{"type":"string"},"done":{"anyOf":[{"type":"boolean"},{"type":"null"}]}},"required":["content"]}}},
          "Now": {"type":"object","properties":{}},
          "mcp__notes__add": {"type":"object","properties":{"text":{"type":["string","null"]},"meta":{"type":"object"}},"required":["text"]}
        }
        """;

    private static readonly ToolNames AllTools = Tools(_ => true);

    public static ReducerOptions Options(bool showThinking = false, params string[] tools)
    {
        var names = tools.Length == 0 ? AllTools : Tools(tools.Contains);
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
    public static (byte[] Stream, ReducerOutcome Outcome) Stream(
        byte[] server, int pieceSize, ReducerOptions? options = null, AnswerFraming framing = AnswerFraming.Events, string mediaType = "text/event-stream")
    {
        using var sink = new StreamSink();
        var outcome = Run(server, pieceSize, new ChatReducer(options ?? Options(), sink), framing, mediaType);
        return (sink.Written.ToArray(), outcome);
    }

    public static (byte[] Stream, ReducerOutcome Outcome) Stream(string server, ReducerOptions? options = null) =>
        Stream(Encoding.UTF8.GetBytes(server), int.MaxValue, options);

    /// <summary>The whole message that a client gets that wants no stream; null when there is none.</summary>
    public static byte[]? Whole(byte[] server, ReducerOptions? options = null, AnswerFraming framing = AnswerFraming.Events, string mediaType = "text/event-stream")
    {
        using var sink = new WholeSink();
        Run(server, int.MaxValue, new ChatReducer(options ?? Options(), sink), framing, mediaType);
        return sink.Message;
    }

    /// <summary>What the client is told when a model writes this text: text as it is, a call as <c>⟦NAME {…}⟧</c>; the same however the text is cut.</summary>
    public static string Content(string text, string finish = "stop", string field = "content", bool showThinking = false, Func<ReducerOptions, ReducerOptions>? with = null)
    {
        string? told = null;
        foreach (var size in Sizes(text.Length))
        {
            var pieces = text.EnumerateRunes().Chunk(size).Select(runes => string.Concat(runes));
            var message = Fakes.StreamValidator.Read(Stream(Chunks(pieces, finish, field), int.MaxValue, with is null ? Options(showThinking) : with(Options(showThinking))).Stream);
            var content = string.Concat(message.Blocks.Select(block => (string)block["type"] switch
            {
                "text" => (string)block["text"],
                "thinking" => $"⟨{block["thinking"]}⟩",
                _ => $"⟦{block["name"]} {block["input"]}⟧",
            })) + (message.StopReason is "end_turn" or "tool_use" ? "" : $" ({message.StopReason})");
            Assert.Equal(told ??= content, content);
        }

        return told!;
    }

    private static ToolNames Tools(Func<string, bool> wanted)
    {
        using var schemas = JsonDocument.Parse(Schemas);
        var names = new ToolNames();
        foreach (var tool in schemas.RootElement.EnumerateObject().Where(tool => wanted(tool.Name)))
        {
            names.Add(tool.Name, tool.Value);
        }

        return names;
    }

    private static IEnumerable<int> Sizes(int length) => length < 2000 ? Enumerable.Range(1, 12).Append(40).Append(length + 1) : [3, 64, length + 1];

    /// <summary>A stream of chunks, one for each text, that ends for this reason.</summary>
    public static byte[] Chunks(IEnumerable<string> texts, string finish = "stop", string field = "content") => Encoding.UTF8.GetBytes(
        string.Concat(texts.Select(text => Event($"\"delta\":{{\"{field}\":{JsonSerializer.Serialize(text, TextJson.Default.String)}}},\"finish_reason\":null"))) +
        Event($"\"delta\":{{}},\"finish_reason\":\"{finish}\"") + "data: [DONE]\n\n");

    private static string Event(string choice) => $"data: {{\"choices\":[{{\"index\":0,{choice}}}]}}\n\n";

    private static ReducerOutcome Run(byte[] server, int pieceSize, ChatReducer reducer, AnswerFraming framing, string mediaType)
    {
        var frames = AnswerFrames.For(framing, mediaType);
        for (var at = 0; at < server.Length;)
        {
            var room = frames.GetMemory();
            var count = Math.Min(Math.Min(pieceSize, room.Length), server.Length - at);
            server.AsMemory(at, count).CopyTo(room);
            frames.Advance(count);
            at += count;
            while (frames.TryRead(out var piece))
            {
                reducer.Push(piece);
            }
        }

        if (frames.TryReadLast(out var last))
        {
            reducer.Push(last);
        }

        if (frames.IsWhole)
        {
            reducer.EndOfWhole();
        }

        reducer.EndOfStream();
        return reducer.Outcome!.Value;
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class TextJson : System.Text.Json.Serialization.JsonSerializerContext;
