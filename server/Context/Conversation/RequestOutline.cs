using System.Runtime.InteropServices;
using System.Text.Json;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Conversation;

/// <summary>
/// Where the parts of a Messages request stand in its bytes: one pass, no document. Behind the messages that the request before it had
/// as well, to the byte and in the same place, reading is taken up again, so that a long conversation is not read with each turn.
/// </summary>
public sealed class RequestOutline
{
    // Messages that a turn adds.
    private const int Usual = 4;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    private readonly List<Slice> _messages = [];
    private readonly List<MessageMark> _marks = [];

    // What was known when the messages began: all that stands before them.
    private (Slice System, Slice Tools, IReadOnlyList<Slice> EachTool, string ChosenTool) _above;
    private int _begun;

    // Where the reader began: it counts from there.
    private int _base;

    // What the reader is in behind a message; behind each of them it is in the same.
    private JsonReaderState _behind;

    private RequestOutline()
    {
    }

    /// <summary>The value of <c>system</c>.</summary>
    public Slice System { get; private set; }

    /// <summary>The value of <c>tools</c>, brackets included.</summary>
    public Slice Tools { get; private set; }

    /// <summary>The value of <c>messages</c>, brackets included.</summary>
    public Slice Messages { get; private set; }

    /// <summary>The name of the tool that must be called; empty for none.</summary>
    public string ChosenTool { get; private set; } = "";

    /// <summary>Each tool.</summary>
    public IReadOnlyList<Slice> EachTool { get; private set; } = [];

    /// <summary>Each message.</summary>
    public IReadOnlyList<Slice> EachMessage => _messages;

    /// <summary>How many of the first messages are those of the request before, to the byte.</summary>
    public int Known { get; private set; }

    /// <summary>Reads a body; null for one that is no JSON object with messages.</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="before">The outline of the session's request before this one.</param>
    public static RequestOutline? Read(ReadOnlySpan<byte> body, RequestOutline? before = null)
    {
        try
        {
            var outline = new RequestOutline();
            var reader = outline.Begin(body, before);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                outline.ReadMember(body, ref reader);
            }

            // A second read makes text after the object an error.
            reader.Read();
            return outline._messages.Count > 0 ? outline : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The reader stands where the next member comes.
    private Utf8JsonReader Begin(ReadOnlySpan<byte> body, RequestOutline? before)
    {
        var known = before?.SharedWith(body) ?? 0;
        if (known == 0)
        {
            var whole = new Utf8JsonReader(body, Options);
            return whole.Read() && whole.TokenType == JsonTokenType.StartObject ? whole : default;
        }

        (Known, _base, _behind, _begun, _above) = (known, before!._marks[known - 1].End, before._behind, before._begun, before._above);
        (System, Tools, EachTool, ChosenTool) = _above;
        _messages.EnsureCapacity(known + Usual);
        _marks.EnsureCapacity(known + Usual);
        _messages.AddRange(CollectionsMarshal.AsSpan(before._messages)[..known]);
        _marks.AddRange(CollectionsMarshal.AsSpan(before._marks)[..known]);
        var rest = new Utf8JsonReader(body[_base..], isFinalBlock: true, _behind);
        ReadMessages(body, ref rest);
        return rest;
    }

    private int SharedWith(ReadOnlySpan<byte> body)
    {
        var at = 0;
        for (var i = 0; i < _marks.Count; i++)
        {
            var end = _marks[i].End;
            if (end > body.Length || BlockHash.Of(body[at..end]) != _marks[i].Hash)
            {
                return i;
            }

            at = end;
        }

        return _marks.Count;
    }

    private void ReadMember(ReadOnlySpan<byte> body, ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("messages"u8))
        {
            reader.Read();
            _messages.Clear();
            _marks.Clear();
            Known = 0;
            _above = (System, Tools, EachTool, ChosenTool);
            _begun = StartOf(ref reader);
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadMessages(body, ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
        else if (reader.ValueTextEquals("tools"u8))
        {
            (Tools, EachTool) = ReadItems(ref reader);
        }
        else if (reader.ValueTextEquals("system"u8))
        {
            reader.Read();
            System = SkipValue(ref reader);
        }
        else if (reader.ValueTextEquals("tool_choice"u8))
        {
            reader.Read();
            ChosenTool = ReadName(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    // Up to the end of the list.
    private void ReadMessages(ReadOnlySpan<byte> body, ref Utf8JsonReader reader)
    {
        var at = _marks.Count > 0 ? _marks[^1].End : 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var place = SkipValue(ref reader);
            var end = place.Start + place.Length;
            _messages.Add(place);
            _behind = at == 0 ? reader.CurrentState : _behind;
            _marks.Add(new(end, BlockHash.Of(body[at..end])));
            at = end;
        }

        Messages = new(_begun, _base + (int)reader.BytesConsumed - _begun);
    }

    private static string ReadName(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return "";
        }

        var name = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            reader.Read();
            name = isName && reader.TokenType == JsonTokenType.String ? reader.GetString()! : name;
            reader.Skip();
        }

        return name;
    }

    private (Slice Whole, IReadOnlyList<Slice> Items) ReadItems(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = StartOf(ref reader);
        var items = new List<Slice>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return (default, items);
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(SkipValue(ref reader));
        }

        return (new(start, _base + (int)reader.BytesConsumed - start), items);
    }

    private Slice SkipValue(ref Utf8JsonReader reader)
    {
        var start = StartOf(ref reader);
        reader.Skip();
        return new(start, _base + (int)reader.BytesConsumed - start);
    }

    private int StartOf(ref Utf8JsonReader reader) => _base + (int)reader.TokenStartIndex;

    /// <param name="End">The first byte behind a message.</param>
    /// <param name="Hash">Of all bytes since the message before it.</param>
    private readonly record struct MessageMark(int End, UInt128 Hash);
}
