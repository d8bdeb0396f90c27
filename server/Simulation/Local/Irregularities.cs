using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>Everything in which local servers differ from the specification, by the name that a script writes (local-servers 6, edge cases 76–91).</summary>
internal static class Irregularities
{
    /// <summary>The list that scripts are checked against and that docs/simulate.md shows.</summary>
    public static readonly IReadOnlyList<IncidentKind> All =
    [
        new("whole-args", "a tool call with all its arguments in one chunk"),
        new("args-per-byte", "one character of the arguments in each chunk"),
        new("args-object", "the arguments as an object instead of a text"),
        new("malformed-args", "arguments that are no JSON: the closing brace is missing"),
        new("missing-index", "no index on tool call deltas"),
        new("index-all-zero", "index 0 on every tool call, each whole in its chunk"),
        new("id-repeated", "the call's id in every one of its deltas"),
        new("id-absent", "no id at all"),
        new("id-empty", "an empty id"),
        new("name-split", "the tool's name in two pieces"),
        new("interleaved-calls", "the arguments of parallel calls in turns"),
        new("text-after-tools", "more text behind the tool calls"),
        new("finish-stop-with-tools", "finish_reason stop although tools are called"),
        new("finish-missing", "no finish_reason at all"),
        new("finish-empty", "an empty finish_reason"),
        new("two-finish", "the finish_reason twice"),
        new("no-done", "no [DONE] at the end"),
        new("usage-every-chunk", "usage on every chunk"),
        new("no-usage", "no usage even where it was asked for"),
        new("content-null-with-tools", "content: null on chunks with tool calls"),
        new("reasoning-field", "thinking in the field reasoning"),
        new("reasoning-content-field", "thinking in the field reasoning_content"),
        new("think-inline", "thinking in the text, between <think> and </think>"),
        new("think-unclosed", "thinking in the text behind a <think> that is never closed"),
        new("think-close-only", "thinking in the text with </think> alone"),
        new("error-in-stream", "an error object in the middle of a 200 stream, which then ends"),
        new("comments", "comment lines as keep-alive between the chunks"),
        new("crlf", "lines that end in CR LF"),
        new("empty-answer", "an answer without text and without calls"),
        new("cut-mid-tool", "the connection is closed within the arguments of a call"),
        new("cut-after-chunks", "the connection is closed after some chunks", "chunks"),
        new("loading-503", "503: the model is being loaded"),
        new("busy-503", "503: no slot is free"),
        new("slow-first-byte", "the status line comes late", "seconds"),
    ];
}
