using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ClaudeSidecar.Execution.History;

/// <summary>Changes single members of a JSON object in its text: every other byte stays as it is.</summary>
internal static class JsonMembers
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>The object without a member; the same bytes when it has none of that name.</summary>
    public static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> holder, string name)
    {
        if (Find(holder.Span, name) is not { } member)
        {
            return holder;
        }

        // One comma goes with it: the one behind, or for the last member the one in front.
        var (start, end) = (member.Start, member.End);
        var rest = holder.Span[end..];
        var comma = rest.Length - rest.TrimStart(" \t\r\n"u8).Length;
        if (rest[comma] == ',')
        {
            end += comma + 1;
        }
        else if (holder.Span[..start].TrimEnd(" \t\r\n"u8) is var before && before[^1] == ',')
        {
            start = before.Length - 1;
        }

        return Spliced(holder.Span, start, end, default);
    }

    /// <summary>The object with another value of a member that it has.</summary>
    /// <param name="holder">The object.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">JSON.</param>
    public static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> holder, string name, ReadOnlySpan<byte> value) =>
        Find(holder.Span, name) is { } member ? Spliced(holder.Span, member.ValueStart, member.End, value) : holder;

    private static (int Start, int ValueStart, int End)? Find(ReadOnlySpan<byte> holder, string name)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        var reader = new Utf8JsonReader(holder, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(wanted);
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isWanted)
            {
                return (start, value, (int)reader.BytesConsumed);
            }
        }

        return null;
    }

    private static byte[] Spliced(ReadOnlySpan<byte> holder, int start, int end, ReadOnlySpan<byte> value)
    {
        var result = new ArrayBufferWriter<byte>(holder.Length + value.Length);
        result.Write(holder[..start]);
        result.Write(value);
        result.Write(holder[end..]);
        return result.WrittenSpan.ToArray();
    }
}
