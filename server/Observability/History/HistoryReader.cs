using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ClaudeSidecar.Observability.History;

/// <summary>
/// Reads the history, whatever is in it: a torn line, foreign text and lines of a later version are counted and passed over, and take no
/// other line with them. One that reads while lines are written sees those that are whole.
/// </summary>
/// <param name="folder">The folder of the files; it need not exist.</param>
public sealed class HistoryReader(string folder)
{
    /// <summary>Longer lines are none of ours, in bytes.</summary>
    public const int LongestLine = 64 << 10;

    // Whatever lies outside is no moment of this program's, and must not be reckoned with.
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Lines that were no record.</summary>
    public int Junk { get; private set; }

    /// <summary>Lines of a later version of this program.</summary>
    public int Newer { get; private set; }

    /// <summary>Every reading of the quota, in the order in which they were written.</summary>
    public IEnumerable<ReadingRecord> Readings() =>
        Read(HistoryKind.Readings, HistoryJson.Default.ReadingRecord).Where(reading => reading.Windows.All(window => window is { Used: null or (>= 0 and <= 1) }));

    /// <summary>Every request.</summary>
    public IEnumerable<RequestRecord> Requests() => Read(HistoryKind.Requests, HistoryJson.Default.RequestRecord);

    /// <summary>Every switch, each once and as it was told last.</summary>
    public IReadOnlyList<SwitchRecord> Switches()
    {
        var latest = new OrderedDictionary<string, SwitchRecord>(StringComparer.Ordinal);
        foreach (var record in Read(HistoryKind.Switches, HistoryJson.Default.SwitchRecord))
        {
            latest[record.Id] = record;
        }

        return [.. latest.Values];
    }

    /// <summary>All that the user said.</summary>
    public IEnumerable<FeedbackRecord> Feedback() => Read(HistoryKind.Feedback, HistoryJson.Default.FeedbackRecord);

    private IEnumerable<T> Read<T>(HistoryKind kind, JsonTypeInfo<T> type)
        where T : HistoryRecord => new HistoryFiles(folder, kind).All().SelectMany(path => ReadFile(path, type));

    private IEnumerable<T> ReadFile<T>(string path, JsonTypeInfo<T> type)
        where T : HistoryRecord
    {
        using var file = Open(path);
        if (file is null)
        {
            yield break;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(LongestLine);
        try
        {
            var held = 0;
            var tooLong = false;
            while (Fill(file, buffer, held) is var count and > 0)
            {
                var (end, from) = (held + count, 0);
                while (buffer.AsSpan(from, end - from).IndexOf((byte)'\n') is var length and >= 0)
                {
                    if (!tooLong && Parse(buffer.AsSpan(from, length), type) is { } record)
                    {
                        yield return record;
                    }

                    (tooLong, from) = (false, from + length + 1);
                }

                held = end - from;
                buffer.AsSpan(from, held).CopyTo(buffer);
                if (held == buffer.Length)
                {
                    Junk += tooLong ? 0 : 1;
                    (tooLong, held) = (true, 0);
                }
            }

            // The last line may be whole and lack only its end, or be torn.
            if (!tooLong && Parse(buffer.AsSpan(0, held), type) is { } last)
            {
                yield return last;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private T? Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
        where T : HistoryRecord
    {
        line = line.Trim("\r \t\uFEFF"u8);
        if (line.IsEmpty)
        {
            return null;
        }

        if (line is [(byte)'{', .., (byte)'}'] && Deserialize(line, type) is { } record && record.At > Earliest && record.At < Latest)
        {
            if (record.Version == HistoryRecord.CurrentVersion)
            {
                return record;
            }

            Newer++;
            return null;
        }

        if (IsNewer(line))
        {
            Newer++;
        }
        else
        {
            Junk++;
        }

        return null;
    }

    private static T? Deserialize<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
        where T : HistoryRecord
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    // A later version may have renamed what this one needs.
    private static bool IsNewer(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isVersion = reader.ValueTextEquals("v"u8);
                if (!reader.Read())
                {
                    return false;
                }

                if (isVersion)
                {
                    return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version) && version > HistoryRecord.CurrentVersion;
                }

                reader.Skip();
            }
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException)
        {
            // Then it is junk.
        }

        return false;
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Fill(FileStream file, byte[] buffer, int held)
    {
        try
        {
            return file.Read(buffer, held, buffer.Length - held);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
