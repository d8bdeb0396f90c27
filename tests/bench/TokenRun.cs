using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Benchmarks;

/// <summary>Our side of `tokens.mjs`: encodes texts when a line on standard input asks for it, and answers with tokens and milliseconds.</summary>
internal static class TokenRun
{
    /// <summary>Runs until standard input ends.</summary>
    /// <param name="file">Texts by the name of their corpus, in JSON.</param>
    public static void Run(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var corpora = document.RootElement.EnumerateObject().ToDictionary(corpus => corpus.Name, corpus => corpus.Value.EnumerateArray().Select(text => text.GetString()!).ToArray());
        while (Console.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var encoder = words[1] == "o200k_base" ? Vocabularies.O200k : Vocabularies.Cl100k;
            var began = Stopwatch.GetTimestamp();
            var tokens = words[2] == "ids" ? corpora[words[0]].Sum(text => encoder.EncodeToIds(text).Count) : corpora[words[0]].Sum(encoder.CountTokens);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tokens} {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F3}"));
        }
    }
}
