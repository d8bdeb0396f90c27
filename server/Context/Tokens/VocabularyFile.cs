using System.Buffers.Binary;
using System.Buffers.Text;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Reads vocabularies: the packed ones that the build embeds, and files in the form of <c>*.tiktoken</c>.</summary>
internal static class VocabularyFile
{
    // A larger file is none.
    private const long LargestFile = 64 << 20;

    /// <summary>Reads an embedded one.</summary>
    /// <param name="name">Its name: <c>o200k_base</c>.</param>
    /// <exception cref="InvalidDataException">It is not there, or not whole: the build went wrong.</exception>
    public static Vocabulary Embedded(string name)
    {
        using var stream = typeof(VocabularyFile).Assembly.GetManifestResourceStream($"vocabularies/{name}") ??
            throw new InvalidDataException($"The vocabulary {name} is not part of this program.");
        Span<byte> head = stackalloc byte[4];
        stream.ReadExactly(head);
        var lengths = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        stream.ReadExactly(lengths);
        var bytes = new byte[stream.Length - stream.Position];
        stream.ReadExactly(bytes);
        var starts = Starts(lengths, static length => length);
        return starts[^1] == bytes.Length ? new(bytes, starts) : throw new InvalidDataException($"The vocabulary {name} is not whole.");
    }

    /// <summary>Reads a file with a line for each token: its bytes in base64, a space and its id, from 0 on and without a gap.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Vocabulary Read(string path)
    {
        if (new FileInfo(path).Length > LargestFile)
        {
            throw new InvalidDataException($"{path} is larger than {LargestFile >> 20} MB.");
        }

        var text = File.ReadAllBytes(path);
        var bytes = new List<byte>(text.Length / 2);
        var lengths = new List<int>();
        foreach (var range in text.AsSpan().Split((byte)'\n'))
        {
            var line = text.AsSpan(range).TrimEnd((byte)'\r');
            if (!line.IsEmpty && !TryAdd(line, lengths.Count, bytes, lengths))
            {
                throw new InvalidDataException($"{path}: line {lengths.Count + 1} is not the token {lengths.Count} in base64 and its id.");
            }
        }

        return lengths.Count >= 256 ? new([.. bytes], Starts(lengths, static length => length)) : throw new InvalidDataException($"{path} holds no vocabulary.");
    }

    private static bool TryAdd(ReadOnlySpan<byte> line, int id, List<byte> bytes, List<int> lengths)
    {
        var space = line.IndexOf((byte)' ');
        if (id >= Vocabulary.Most || space <= 0 || !Utf8Parser.TryParse(line[(space + 1)..], out int told, out var read) || read != line.Length - space - 1 || told != id)
        {
            return false;
        }

        var token = new byte[Base64.GetMaxDecodedFromUtf8Length(space)];
        if (Base64.DecodeFromUtf8(line[..space], token, out _, out var length) != System.Buffers.OperationStatus.Done || length == 0)
        {
            return false;
        }

        bytes.AddRange(token.AsSpan(0, length));
        lengths.Add(length);
        return true;
    }

    private static int[] Starts<T>(IReadOnlyList<T> lengths, Func<T, int> length)
    {
        var starts = new int[lengths.Count + 1];
        for (var i = 0; i < lengths.Count; i++)
        {
            starts[i + 1] = starts[i] + length(lengths[i]);
        }

        return starts;
    }
}
