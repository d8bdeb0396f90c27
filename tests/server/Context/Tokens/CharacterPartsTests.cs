using System.Text;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Tests.Context.Tokens;

public sealed class CharacterPartsTests
{
    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    public void APieceBegunWithItsCharactersComesOutAsOneBegunWithItsBytes(string name)
    {
        var vocabulary = VocabularyFile.Embedded(name);
        var characters = new CharacterParts(vocabulary);
        var chance = new Random(9);
        var words = Words(vocabulary);
        var starts = new byte[ShortMerge.Longest + 2];
        var begun = 0;
        for (var i = 0; i < 60_000; i++)
        {
            var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, chance.Next(1, 25)).Select(_ => chance.Next(3) switch
            {
                0 => ((char)chance.Next(0x3041, 0x9FFF)).ToString(),
                1 when chance.Next(10) == 0 => ((char)chance.Next(0xAC00, 0xD7A3)).ToString(),
                _ => words[chance.Next(words.Count)],
            })));
            piece = piece.Length > ShortMerge.Longest ? piece[..(ShortMerge.Longest / 3 * 3)] : piece;
            var (expected, ids) = (new List<int>(), new List<int>());

            ShortMerge.Encode(vocabulary, null, piece, expected);
            ShortMerge.Encode(vocabulary, characters, piece, ids);

            Assert.True(expected.SequenceEqual(ids), Encoding.UTF8.GetString(piece));
            begun += characters.Begin(piece, starts) > 0 ? 1 : 0;
        }

        // Else nothing would have been compared.
        Assert.InRange(begun, 10_000, 60_000);
    }

    [Fact]
    public void ATokenThatEndsInsideACharacterHasThePieceMergedFromItsBytes()
    {
        // Two bytes of the second character belong to a token with the first one.
        var vocabulary = Made([0xE5, 0xBD, 0xA9, 0xE7, 0xA5]);
        var characters = new CharacterParts(vocabulary);

        Assert.Equal(0, characters.Begin("好彩神"u8, new byte[16]));
        Assert.Equal(6, characters.Begin("好好"u8, new byte[16]));
    }

    [Fact]
    public void OnlyPiecesOfWholeCharactersOfThreeBytesAreBegunSo()
    {
        var characters = new CharacterParts(VocabularyFile.Embedded("o200k_base"));

        Assert.Equal(0, characters.Begin("ab好好"u8, new byte[16]));
        Assert.Equal(0, characters.Begin("éäü"u8, new byte[16]));
        Assert.Equal(0, characters.Begin("好"u8, new byte[16]));
        Assert.Equal(0, characters.Begin([0xE5, 0xA5, 0x41, 0xE5, 0xA5, 0xBD], new byte[16]));
        Assert.Equal(2, characters.Begin("好的"u8, new byte[16]));
    }

    // The tokens that are text of these scripts.
    private static List<string> Words(Vocabulary vocabulary)
    {
        var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var words = new List<string>();
        for (var id = 0; id < vocabulary.Count; id++)
        {
            try
            {
                if (utf8.GetString(vocabulary.Bytes(id)) is { Length: > 0 } word && word.All(letter => letter is >= '぀' and <= '鿿'))
                {
                    words.Add(word);
                }
            }
            catch (DecoderFallbackException)
            {
                // A part of a character.
            }
        }

        return words;
    }

    // All bytes, and one token more.
    private static Vocabulary Made(byte[] last)
    {
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).Concat(last).ToArray();
        return new(bytes, [.. Enumerable.Range(0, 257), bytes.Length]);
    }
}
