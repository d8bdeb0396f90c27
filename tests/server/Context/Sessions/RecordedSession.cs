using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>A session of the real Claude Code as <c>tests/e2e/sessions/record.mjs</c> leaves it: what it asked, and the facts of its scene.</summary>
/// <param name="Name">The scene.</param>
/// <param name="Version">Claude Code's.</param>
/// <param name="Turns">How many requests it made.</param>
/// <param name="Facts">What is to be known, and when.</param>
/// <param name="File">Where the requests are.</param>
internal sealed record RecordedSession(string Name, string Version, int Turns, IReadOnlyList<SessionFact> Facts, string File)
{
    /// <summary>The sessions in a folder, by name.</summary>
    public static IReadOnlyList<RecordedSession> All(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.requests.gz").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>Every request, one after the other.</summary>
    /// <exception cref="InvalidDataException">The recording is broken off.</exception>
    public IEnumerable<RecordedRequest> Requests()
    {
        using var stream = new BufferedStream(new GZipStream(System.IO.File.OpenRead(File), CompressionMode.Decompress), 1 << 16);
        var last = Array.Empty<byte>();
        while (ReadHead(stream) is { } head)
        {
            var (kept, end, fresh) = (head.GetProperty("kept").GetInt32(), head.GetProperty("end").GetInt32(), head.GetProperty("fresh").GetInt32());
            var next = new byte[kept + fresh + end];
            last.AsSpan(0, kept).CopyTo(next);
            stream.ReadExactly(next, kept, fresh);
            last.AsSpan(last.Length - end).CopyTo(next.AsSpan(kept + fresh));
            if (stream.ReadByte() != '\n')
            {
                throw new InvalidDataException($"{File} is broken off.");
            }

            last = next;
            yield return new(head.GetProperty("turn").GetInt32(), head.GetProperty("kind").GetString() == "compaction", last);
        }
    }

    private static RecordedSession Read(string requests)
    {
        var name = Path.GetFileName(requests)[..^".requests.gz".Length];
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(requests)!, $"{name}.json")));
        var root = document.RootElement;
        return new(name, root.Text("version") ?? "", root.GetProperty("turns").GetInt32(), [.. root.Items("facts").Select(ReadFact)], requests);
    }

    private static SessionFact ReadFact(JsonElement fact) => new(
        fact.Text("kind") ?? "",
        [.. fact.Items("words").Select(word => word.GetString()!)],
        fact.GetProperty("from").GetInt32(),
        fact.Get("until")?.GetInt32(),
        fact.Get("refuted") is { ValueKind: JsonValueKind.True });

    private static JsonElement? ReadHead(Stream stream)
    {
        var line = new List<byte>();
        for (var next = stream.ReadByte(); next != '\n'; next = stream.ReadByte())
        {
            if (next < 0)
            {
                return line.Count == 0 ? null : throw new InvalidDataException("A recording ends within a line.");
            }

            line.Add((byte)next);
        }

        return JsonElement.Parse(Encoding.UTF8.GetString([.. line]));
    }
}
