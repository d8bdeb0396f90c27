using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Tests.Context.Tokens;

public sealed class BlockCountsTests
{
    private static readonly string Text = string.Concat(Enumerable.Repeat("It does \\\"this\\\",\\nthen that. ", 40));

    private readonly BlockCounts _counts = new(() => Vocabularies.O200k);

    [Fact]
    public void ABlockIsCountedOnceThoughTheCacheMarkerMovesOn() // edge case 97
    {
        var first = Body(20, marked: 19);
        var size = _counts.OfBody(first);
        var counted = _counts.Counted;

        Assert.Equal(size, _counts.OfBody(Body(20, marked: 3)));
        Assert.Equal(counted, _counts.Counted);
        Assert.True(_counts.OfBody(Body(22, marked: 21)) > size);
        Assert.Equal(counted + 2, _counts.Counted);
    }

    [Theory]
    [InlineData("""{"type":"text","text":"…","cache_control":{"type":"ephemeral","ttl":"1h"}}""", """{"type":"text","text":"…"}""")]
    [InlineData("""{"cache_control":{"type":"ephemeral"},"type":"text","text":"…"}""", """{"type":"text","text":"…"}""")]
    [InlineData("""{"cache_control":null}""", """{}""")]
    [InlineData("""{"content":[{"a":1 , "cache_control" : {}}],"cache_control":{}}""", """{"content":[{"a":1 }]}""")]
    [InlineData("""{"input":{"cache_control":{}},"text":"\"cache_control\"","cache_control":1}""", """{"input":{"cache_control":{}},"text":"\"cache_control\""}""")]
    [InlineData("""{"text":"cache_control","name":"x"}""", """{"text":"cache_control","name":"x"}""")]
    public void WithoutItsMarksABlockIsWhatItWasBefore(string marked, string expected)
    {
        var output = new byte[Encoding.UTF8.GetByteCount(marked)];

        Assert.Equal(expected, Encoding.UTF8.GetString(output, 0, CacheMarker.TakeOut(Encoding.UTF8.GetBytes(marked), output)));
    }

    [Fact]
    public void ThePartsSumUpToTheWhole()
    {
        var body = JsonNode.Parse(Body(12, marked: 2))!.AsObject();
        var parts = body["messages"]!.AsArray().Append(body["system"]).Concat(body["tools"]!.AsArray());
        var empty = _counts.OfBody("{}"u8);

        Assert.Equal(_counts.OfBody(Body(12, marked: 2)) - empty, parts.Sum(part => _counts.OfValue(Encoding.UTF8.GetBytes(part!.ToJsonString()))));
    }

    [Fact]
    public void AMessageIsOneInWhateverOrderItsMembersStand()
    {
        var message = _counts.OfValue("""{"role":"user","content":[{"type":"text","text":"Hello"}]}"""u8);

        Assert.Equal(message, _counts.OfValue("""{"content":[{"type":"text","text":"Hello"}],"role":"user"}"""u8));
        Assert.Equal(message, _counts.OfValue("""{"content":"Hello","role":"user"}"""u8));
        Assert.True(message > _counts.OfValue("""{"type":"text","text":"Hello"}"""u8));
    }

    [Fact]
    public void WhatIsWrittenWithEscapesCountsAsWhatItSays()
    {
        var plain = _counts.OfValue(Encoding.UTF8.GetBytes($$"""{"type":"text","text":"{{new string('字', 100)}}"}"""));

        Assert.Equal(plain, _counts.OfValue(Encoding.UTF8.GetBytes($$"""{"type":"text","text":"{{string.Concat(Enumerable.Repeat("\\u5b57", 100))}}"}""")));
        Assert.InRange(_counts.OfValue("""{"type":"text","text":"half \ud83d of a pair, and a whole \ud83d\ude00 one"}"""u8), 10, 20);
    }

    [Fact]
    public void ACallCountsAsTheJsonThatTheModelReads() // edge case 98
    {
        var input = $$"""{"file_path":"/src/app/Main.cs","content":"{{Text}}"}""";
        var json = Vocabularies.O200k.CountTokens(input);

        Assert.InRange(_counts.OfValue(Encoding.UTF8.GetBytes($$"""{"type":"tool_use","id":"toolu_01","name":"Write","input":{{input}}}""")), json + 5, json + 30);
    }

    [Fact]
    public void SoManyCountsAreKeptAndNoMore()
    {
        var table = new CountTable();
        for (var i = 0; i < 3 * CountTable.Most; i++)
        {
            table.Keep(BlockHash.Of(BitConverter.GetBytes(i)), i);
        }

        var kept = Enumerable.Range(0, 3 * CountTable.Most).Where(i => table.TryGet(BlockHash.Of(BitConverter.GetBytes(i)), out var count) && count == i).ToList();
        Assert.InRange(kept.Count, CountTable.Most * 0.99, CountTable.Most);
        Assert.InRange(kept.Average(), 1.9 * CountTable.Most, 3 * CountTable.Most);
    }

    [Fact]
    public void WhatIsAskedForStays()
    {
        var table = new CountTable();
        table.Keep(1, 42);
        for (var i = 1; i < 1000; i++)
        {
            // All of them fall to the same place.
            table.Keep((UInt128)i << 64 | 1, i);
            Assert.True(table.TryGet(1, out var count) && count == 42);
        }
    }

    [Fact]
    public void DifferentContentsHaveDifferentHashes()
    {
        var seen = new HashSet<UInt128>();
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            Assert.True(seen.Add(BlockHash.Of(bytes)));
            for (var bit = 0; bit < length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(seen.Add(BlockHash.Of(bytes)));
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    private static byte[] Body(int messages, int marked) => Encoding.UTF8.GetBytes(
        $$$"""
        {"model":"m","max_tokens":9,"system":[{"type":"text","text":"{{{Text}}}","cache_control":{"type":"ephemeral"}}],"tools":[{"name":"Read","description":"{{{Text}}}","input_schema":{"type":"object"}}],
        "messages":[{{{string.Join(',', Enumerable.Range(0, messages).Select(i => Message(i, i == marked)))}}}]}
        """);

    private static string Message(int i, bool marked)
    {
        var mark = marked ? ""","cache_control":{"type":"ephemeral"}""" : "";
        return i % 2 == 0
            ? $$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{i}}","content":[{"type":"text","text":"{{i}} {{Text}}"}]{{mark}}}]}"""
            : $$"""{"role":"assistant","content":[{"type":"text","text":"{{i}} {{Text}}"{{mark}}}]}""";
    }
}
