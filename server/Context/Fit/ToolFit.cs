using System.Buffers;
using System.Runtime.InteropServices;
using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Fit;

/// <summary>
/// Chooses which tools another model is offered, and in how many words: what work on code needs and what the conversation has used
/// always, the rest while there is room. The choice hangs on the tools and the room alone, and grows only with a tool that is used for
/// the first time, so that it is the same for the whole session (local-servers 5).
/// </summary>
/// <param name="count">Counts tokens.</param>
internal sealed class ToolFit(JsonTokens count)
{
    // Beyond about this many, small models choose badly (local-servers 5).
    private const int Enough = 18;

    // In the order of their use.
    private static readonly string[] Core =
        ["Read", "Edit", "Write", "Bash", "Glob", "Grep", "TodoWrite", "TaskUpdate", "TaskCreate", "MultiEdit", "PowerShell", "BashOutput", "KillShell"];

    // Markers and tools that nobody but Anthropic can serve (claude-wire 8c).
    private static readonly string[] Never = ["DeferredToolPlaceholder", "ToolSearch"];

    private readonly Dictionary<(ulong Tool, ToolLevel Level), ShortMessage> _written = [];
    private (ulong Key, ToolSet Set) _last;

    /// <summary>Chooses.</summary>
    /// <param name="talk">The request.</param>
    /// <param name="used">Tools that are called in it.</param>
    /// <param name="budget">The most tokens that they should have; what must be offered is, all the same.</param>
    public ToolSet Choose(IndexedRequest talk, IReadOnlySet<string> used, int budget)
    {
        if (talk.ToolTokens <= budget)
        {
            return new(default, talk.ToolTokens, 0, []);
        }

        var key = ContentHash.Of(talk.Outline.Tools.Of(talk.Body).Span, (ulong)budget);
        key = used.Order(StringComparer.Ordinal).Aggregate(key, (hash, name) => ContentHash.Of(MemoryMarshal.AsBytes(name.AsSpan()), hash));
        if (_last.Key != key || _last.Set is null)
        {
            _last = (key, Write(talk, Levels(talk, used, budget)));
        }

        return _last.Set;
    }

    private ToolLevel[] Levels(IndexedRequest talk, IReadOnlySet<string> used, int budget)
    {
        var tools = talk.Tools;
        var levels = new ToolLevel[tools.Count];
        var needed = Enumerable.Range(0, tools.Count).Where(i => Array.IndexOf(Core, tools[i].Name) >= 0 || used.Contains(tools[i].Name)).OrderBy(i => Rank(tools[i].Name)).ThenBy(i => i).ToList();
        var others = Enumerable.Range(0, tools.Count).Except(needed).Where(i => !Never.Contains(tools[i].Name)).ToList();

        // What must be offered has one sentence each in any case.
        needed.ForEach(i => levels[i] = ToolLevel.Stub);
        Raise(talk, levels, needed, ToolLevel.Short, budget);
        Raise(talk, levels, others.Take(Math.Max(0, Enough - needed.Count)), ToolLevel.Short, budget);
        Raise(talk, levels, needed, ToolLevel.Whole, budget);
        return levels;
    }

    private static int Rank(string name) => Array.IndexOf(Core, name) is >= 0 and var at ? at : Core.Length;

    private void Raise(IndexedRequest talk, ToolLevel[] levels, IEnumerable<int> which, ToolLevel to, int budget)
    {
        var total = Enumerable.Range(0, levels.Length).Sum(i => Written(talk, i, levels[i]).Tokens);
        foreach (var i in which)
        {
            var more = Written(talk, i, to).Tokens - Written(talk, i, levels[i]).Tokens;
            if (total + more <= budget)
            {
                (levels[i], total) = (to, total + more);
            }
        }
    }

    private ShortMessage Written(IndexedRequest talk, int tool, ToolLevel level)
    {
        var known = talk.Tools[tool];
        if (level is ToolLevel.LeftOut or ToolLevel.Whole)
        {
            return new(default, level == ToolLevel.Whole ? known.Tokens : 0);
        }

        var bytes = known.Place.Of(talk.Body);
        var key = (ContentHash.Of(bytes.Span), level);
        if (!_written.TryGetValue(key, out var written))
        {
            var json = ToolShortener.Write(bytes, level);
            _written[key] = written = new(json, count(json.Span));
        }

        return written;
    }

    private ToolSet Write(IndexedRequest talk, ToolLevel[] levels)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var tokens = 0;
        output.Write("["u8);
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] == ToolLevel.LeftOut)
            {
                continue;
            }

            if (output.WrittenCount > 1)
            {
                output.Write(","u8);
            }

            var written = Written(talk, i, levels[i]);
            output.Write(levels[i] == ToolLevel.Whole ? talk.Tools[i].Place.Of(talk.Body).Span : written.Json.Span);
            tokens += written.Tokens;
        }

        output.Write("]"u8);
        return new(
            output.WrittenMemory,
            tokens,
            levels.Count(level => level is ToolLevel.Stub or ToolLevel.Short),
            [.. talk.Tools.Where((_, i) => levels[i] == ToolLevel.LeftOut).Select(tool => tool.Name)]);
    }
}
