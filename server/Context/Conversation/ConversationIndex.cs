using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Conversation;

/// <summary>
/// Reads the requests of one session, each of which holds the whole conversation so far: what was met before is known again by its
/// bytes, so that a turn costs what is new in it. Not for two threads at once.
/// </summary>
/// <param name="count">Counts tokens.</param>
public sealed class ConversationIndex(JsonTokens count)
{
    // A conversation of a million tokens has a few thousand messages; beyond this it is read anew, which is slow and not wrong.
    private const int Most = 20_000;

    private readonly Dictionary<ulong, IndexedMessage> _messages = [];
    private readonly Dictionary<ulong, (string Name, int Tokens)> _tools = [];
    private readonly MemoryReader _memory = new();
    private (ulong Hash, int Tokens) _system;
    private (RequestOutline? Outline, IndexedMessage[] Messages) _before = (null, []);

    /// <summary>Reads a request; null for one that is no Messages request.</summary>
    public IndexedRequest? Read(ReadOnlyMemory<byte> body)
    {
        if (RequestOutline.Read(body.Span, _before.Outline) is not { } outline)
        {
            return null;
        }

        if (_messages.Count > Most)
        {
            _messages.Clear();
        }

        var messages = new IndexedMessage[outline.EachMessage.Count];
        _before.Messages.AsSpan(0, outline.Known).CopyTo(messages);
        for (var i = outline.Known; i < messages.Length; i++)
        {
            messages[i] = Message(outline.EachMessage[i].Of(body));
        }

        _before = (outline, messages);
        return new()
        {
            Body = body,
            Outline = outline,
            SystemTokens = SystemTokens(outline.System.Of(body).Span),
            Tools = [.. outline.EachTool.Select(place => Tool(place, place.Of(body)))],
            Messages = messages,
        };
    }

    private int SystemTokens(ReadOnlySpan<byte> system)
    {
        var hash = ContentHash.Of(system);
        if (_system.Hash != hash)
        {
            _system = (hash, system.IsEmpty ? 0 : count(system));
        }

        return _system.Tokens;
    }

    private IndexedTool Tool(Slice place, ReadOnlyMemory<byte> tool)
    {
        var hash = ContentHash.Of(tool.Span);
        if (!_tools.TryGetValue(hash, out var known))
        {
            if (_tools.Count > Most)
            {
                _tools.Clear();
            }

            _tools[hash] = known = (MessageReader.ToolName(tool), count(tool.Span));
        }

        return new(known.Name, place, known.Tokens);
    }

    private IndexedMessage Message(ReadOnlyMemory<byte> message)
    {
        var hash = ContentHash.Of(message.Span);
        if (!_messages.TryGetValue(hash, out var known))
        {
            _messages[hash] = known = MessageReader.Read(message, count, _memory);
        }

        return known;
    }
}
