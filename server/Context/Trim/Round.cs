using System.Buffers;
using System.Text.Json;

namespace ClaudeSidecar.Context.Trim;

/// <summary>A message of the model's and all that follows it until the model speaks again: calls and their results are never parted.</summary>
internal sealed class Round
{
    private readonly List<JsonElement> _messages = [];
    private int _lastWords = -1;
    private bool _shortened;

    /// <summary>True once it is left out, but for the user's last words, which may stand in it.</summary>
    public bool IsLeftOut { get; private set; }

    /// <summary>Takes the messages apart: what stands before the model's first message, and the rounds.</summary>
    public static (IReadOnlyList<JsonElement> Head, List<Round> Rounds) Split(JsonElement messages)
    {
        var head = new List<JsonElement>();
        var rounds = new List<Round>();
        Round? lastWords = null;
        var modelSpoke = false;
        foreach (var message in messages.EnumerateArray())
        {
            var model = TrimmedMessage.IsModels(message);
            if (model && !modelSpoke)
            {
                rounds.Add(new Round());
            }

            modelSpoke = model;
            if (rounds.Count == 0)
            {
                head.Add(message);
                continue;
            }

            rounds[^1]._messages.Add(message);
            if (TrimmedMessage.HasWordsOfTheUser(message))
            {
                if (lastWords is not null)
                {
                    lastWords._lastWords = -1;
                }

                lastWords = rounds[^1];
                lastWords._lastWords = lastWords._messages.Count - 1;
            }
        }

        return (head, rounds);
    }

    /// <summary>Shortens the results of tools in it.</summary>
    /// <returns>The tokens that this saves.</returns>
    public int Shorten(Func<ReadOnlyMemory<byte>, int> count) => Saving(count, () => _shortened = true);

    /// <summary>Leaves it out.</summary>
    /// <returns>The tokens that this saves.</returns>
    public int LeaveOut(Func<ReadOnlyMemory<byte>, int> count) => Saving(count, () => IsLeftOut = true);

    /// <summary>Writes what is left of it.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        for (var i = 0; i < _messages.Count; i++)
        {
            if (IsLeftOut && i != _lastWords)
            {
                continue;
            }

            if (IsLeftOut)
            {
                TrimmedMessage.WriteWithoutResults(writer, _messages[i]);
            }
            else if (_shortened)
            {
                TrimmedMessage.WriteShortened(writer, _messages[i]);
            }
            else
            {
                TrimmedMessage.Copy(writer, _messages[i]);
            }
        }
    }

    private int Saving(Func<ReadOnlyMemory<byte>, int> count, Action change)
    {
        var before = Size(count);
        change();
        return before - Size(count);
    }

    private int Size(Func<ReadOnlyMemory<byte>, int> count)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(output, new() { MaxDepth = 1000, SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteStartArray("messages"u8);
        WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return count(output.WrittenMemory);
    }
}
