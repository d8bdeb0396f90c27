using System.Globalization;
using System.Text.Json;

namespace ClaudeSidecar.Observability.History;

/// <summary>
/// The files of one kind: the one that is written, <c>requests.jsonl</c>, and older ones named by the moment of their last line,
/// <c>requests-20261121T120000000Z.jsonl</c>. Opened for each batch of lines, so that a file which the user deletes is gone. Not thread-safe.
/// </summary>
internal sealed class HistoryFiles(string folder, HistoryKind kind)
{
    /// <summary>A file is turned over before it is longer than this, in bytes.</summary>
    public const long Largest = 8 << 20;

    /// <summary>So many old files are kept of each kind.</summary>
    public const int MostOld = 3;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Stamp = "yyyyMMdd'T'HHmmssfff'Z'";

    // Old lines leave with their file: it must not hold young ones as well for too long.
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(7);

    private static ReadOnlySpan<byte> At => "\"at\":\""u8;

    private readonly string _name = kind.ToString().ToLowerInvariant();
    private DateTimeOffset? _begun;

    private string Current => Path.Combine(folder, $"{_name}.jsonl");

    /// <summary>Every file, the oldest first.</summary>
    public IReadOnlyList<string> All() => !Directory.Exists(folder) ? [] : [.. Old(), .. File.Exists(Current) ? (IEnumerable<string>)[Current] : []];

    /// <summary>Adds whole lines.</summary>
    /// <param name="lines">Each with its line feed.</param>
    /// <param name="now">The present moment.</param>
    /// <exception cref="IOException">They could not be written, or only in part; what was written before is untouched.</exception>
    public void Append(ReadOnlySpan<byte> lines, DateTimeOffset now)
    {
        MakeFolder();
        TurnOver(lines.Length, now);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(Current, options);
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file.SafeFileHandle) != OwnerOnly)
        {
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
        }

        CloseTornLine(file);
        file.Write(lines);
    }

    /// <summary>Deletes what is older than the user wants it kept, and what is too much.</summary>
    /// <param name="days">For how many days; 0 for not at all.</param>
    /// <param name="now">The present moment.</param>
    public void Prune(int days, DateTimeOffset now)
    {
        var old = Old();
        foreach (var (index, path) in old.Index())
        {
            if (index < old.Count - MostOld || days == 0 || EndOf(path) < now.AddDays(-days))
            {
                File.Delete(path);
            }
        }

        if (File.Exists(Current) && (days == 0 || LastMoment() < now.AddDays(-days)))
        {
            File.Delete(Current);
        }
    }

    private List<string> Old() => !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, $"{_name}-*.jsonl").Order(StringComparer.Ordinal)];

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private void TurnOver(int more, DateTimeOffset now)
    {
        var file = new FileInfo(Current);
        if (!file.Exists || file.Length == 0)
        {
            _begun = now;
            return;
        }

        _begun ??= FirstMoment() ?? new(file.CreationTimeUtc, TimeSpan.Zero);
        if (file.Length + more <= Largest && now - _begun < LongestAge)
        {
            return;
        }

        File.Move(Current, Free(LastMoment() ?? now));
        _begun = now;
    }

    private string Free(DateTimeOffset now)
    {
        while (true)
        {
            var path = Path.Combine(folder, $"{_name}-{now.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}.jsonl");
            if (!File.Exists(path))
            {
                return path;
            }

            now = now.AddMilliseconds(1);
        }
    }

    // By what its lines say: the file itself may be a copy.
    private DateTimeOffset? FirstMoment() => Moment(Peek(SeekOrigin.Begin), last: false);

    private DateTimeOffset? LastMoment() => Moment(Peek(SeekOrigin.End), last: true);

    private byte[] Peek(SeekOrigin from)
    {
        using var file = new FileStream(Current, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = new byte[Math.Min(4096, file.Length)];
        file.Seek(from == SeekOrigin.Begin ? 0 : -bytes.Length, from);
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static DateTimeOffset? Moment(ReadOnlySpan<byte> lines, bool last)
    {
        var at = (last ? lines.LastIndexOf(At) : lines.IndexOf(At)) + At.Length;
        if (at < At.Length || lines[at..].IndexOf((byte)'"') is not (var length and >= 0))
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(lines.Slice(at - 1, length + 2));
            return reader.Read() && reader.TryGetDateTimeOffset(out var moment) ? moment : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A kill or a full disk may have left half a line: what follows it must not be lost with it.
    private static void CloseTornLine(FileStream file)
    {
        file.Seek(0, SeekOrigin.End);
        if (file.Length == 0)
        {
            return;
        }

        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
        {
            file.WriteByte((byte)'\n');
        }
    }

    private DateTimeOffset EndOf(string path) =>
        DateTimeOffset.TryParseExact(Path.GetFileNameWithoutExtension(path)[(_name.Length + 1)..], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            ? end
            : new(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
}
