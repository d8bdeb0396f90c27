using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClaudeSidecar.Context.Trim;

/// <summary>
/// Makes a Messages request fit a smaller window by what is oldest in it: results of tools are shortened first, then whole rounds (a
/// model's message with all that answers it, so that no call loses its result) are left out. System text, tools, the first task, the
/// user's last words and the latest rounds stay. Pure, and of no memory: the same request gives the same bytes, and since it cuts in
/// large steps a growing conversation keeps its beginning over many turns (edge cases 101, 102).
/// </summary>
public static class HistoryTrim
{
    /// <summary>How many of the latest rounds are left out never, and shortened only when nothing else helps.</summary>
    private const int Fresh = 2;

    // Rounds whose results are shortened before the oldest of them is left out.
    private const int Lag = 4;

    // What is cut at once, as a share of what may stay.
    private const int Steps = 4;

    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512 };

    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000, SkipValidation = true };

    private enum Cutting
    {
        Shorten,
        LeaveOut,
    }

    /// <summary>A shorter request; null when none can be made that fits, or when the body is no request.</summary>
    /// <param name="body">A Messages request.</param>
    /// <param name="target">The most tokens that it may have, by <paramref name="count"/>.</param>
    /// <param name="count">Counts a Messages request.</param>
    public static ReadOnlyMemory<byte>? Cut(ReadOnlyMemory<byte> body, int target, Func<ReadOnlyMemory<byte>, int> count)
    {
        var total = count(body);
        if (total <= target)
        {
            return body;
        }

        try
        {
            using var document = JsonDocument.Parse(body, ReadOptions);
            return document.RootElement.ValueKind == JsonValueKind.Object &&
                document.RootElement.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
                ? Cut(document.RootElement, messages, total, Math.Max(1, target), count)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte>? Cut(JsonElement root, JsonElement messages, int total, int target, Func<ReadOnlyMemory<byte>, int> count)
    {
        var (head, rounds) = Round.Split(messages);
        var cuts = Order(rounds.Count);
        var step = Math.Max(1, target / Steps);
        var wanted = (total - target + step - 1) / step * step;
        var saved = 0;
        for (var i = 0; i < cuts.Count; i++)
        {
            var (what, at) = cuts[i];
            saved += what == Cutting.Shorten ? rounds[at].Shorten(count) : rounds[at].LeaveOut(count);
            if (saved < wanted && i < cuts.Count - 1)
            {
                continue;
            }

            var shorter = Write(root, head, rounds);
            var left = count(shorter);
            if (left <= target)
            {
                return shorter;
            }

            wanted = saved + ((left - target + step - 1) / step * step);
        }

        return null;
    }

    // By the number of the round alone, so that what is appended to the conversation changes nothing in front.
    private static List<(Cutting What, int Round)> Order(int rounds)
    {
        var order = new List<(Cutting, int)>();
        var old = Math.Max(0, rounds - Fresh);
        for (var i = 0; i < old + Lag; i++)
        {
            if (i < old)
            {
                order.Add((Cutting.Shorten, i));
            }

            if (i >= Lag)
            {
                order.Add((Cutting.LeaveOut, i - Lag));
            }
        }

        for (var i = old; i < rounds; i++)
        {
            order.Add((Cutting.Shorten, i));
        }

        return order;
    }

    private static ReadOnlyMemory<byte> Write(JsonElement root, IReadOnlyList<JsonElement> head, List<Round> rounds)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(output, WriteOptions);
        writer.WriteStartObject();
        foreach (var member in root.EnumerateObject())
        {
            if (!member.NameEquals("messages"u8))
            {
                TrimmedMessage.Copy(writer, member);
                continue;
            }

            writer.WriteStartArray("messages"u8);
            foreach (var message in head)
            {
                TrimmedMessage.Copy(writer, message);
            }

            if (rounds.Exists(round => round.IsLeftOut))
            {
                writer.WriteStartObject();
                writer.WriteString("role"u8, "user"u8);
                writer.WriteString("content"u8, "[Earlier messages of this conversation were left out here to make it fit. Read files again where you need them.]"u8);
                writer.WriteEndObject();
            }

            rounds.ForEach(round => round.WriteTo(writer));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }
}
