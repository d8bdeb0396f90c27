using System.Text.Json;
using ClaudeSidecar.Execution.Answers.Arguments;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>Calls that were read from a text, of known tools alone.</summary>
internal sealed class CallList(ToolNames tools)
{
    private readonly List<Entry> _entries = [];

    /// <summary>The calls in their order.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Adds a call. False when there is no such tool: then it is no call.</summary>
    public bool Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments, bool isClosed)
    {
        if (tools.Resolve(name) is null)
        {
            return false;
        }

        _entries.Add(new Entry(name.ToArray(), arguments.ToArray(), isClosed));
        return true;
    }

    /// <summary>Forgets what was added after there were this many.</summary>
    public void CutBack(int count) => _entries.RemoveRange(count, _entries.Count - count);

    /// <summary>The input schema of a tool, by what the model calls it; null when there is none.</summary>
    public ArgumentSchema? Schema(ReadOnlySpan<byte> name) =>
        tools.Resolve(name) is { } known && tools.Schema(known) is JsonElement schema ? ArgumentSchema.Of(schema) : null;

    /// <summary>One call.</summary>
    internal sealed record Entry(byte[] Name, byte[] Arguments, bool IsClosed);
}
