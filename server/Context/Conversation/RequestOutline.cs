using System.Text.Json;

namespace ClaudeSidecar.Context.Conversation;

/// <summary>Where the parts of a Messages request stand in its bytes: one pass, no document.</summary>
public sealed record RequestOutline
{
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
    public IReadOnlyList<Slice> EachMessage { get; private set; } = [];

    /// <summary>Reads a body; null for one that is no JSON object with messages.</summary>
    public static RequestOutline? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 512 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            var outline = new RequestOutline();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                outline.ReadMember(ref reader);
            }

            // A second read makes text after the object an error.
            reader.Read();
            return outline.EachMessage.Count > 0 ? outline : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("messages"u8))
        {
            (Messages, EachMessage) = ReadItems(ref reader);
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

    private static (Slice Whole, IReadOnlyList<Slice> Items) ReadItems(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
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

        return (new(start, (int)reader.BytesConsumed - start), items);
    }

    private static Slice SkipValue(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new(start, (int)reader.BytesConsumed - start);
    }
}
