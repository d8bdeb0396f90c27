using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Benchmarks;

/// <summary>What counting costs: a session of about 200 000 tokens that is met for the first time, a turn of 2 000 that is added to it, and the worst texts.</summary>
[MemoryDiagnoser]
public class TokenBenchmarks
{
    private const string Place = "########";

    private readonly BlockCounts _counts = new(() => Vocabularies.O200k);
    private readonly byte[] _letters = Encoding.UTF8.GetBytes(new string('a', 1 << 20));
    private readonly byte[] _spaces = Encoding.UTF8.GetBytes(new string(' ', 1 << 20));
    private byte[] _code = [];
    private byte[] _session = [];
    private byte[] _longer = [];
    private int _place;
    private int _turn;

    [GlobalSetup]
    public void Setup()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClaudeSidecar.sln")))
        {
            folder = folder.Parent!;
        }

        var server = Path.Combine(folder.FullName, "server");
        var code = string.Concat(Directory.EnumerateFiles(server, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Order().Select(File.ReadAllText));
        _code = Encoding.UTF8.GetBytes(code)[..(1 << 20)];
        var turns = Enumerable.Range(0, 118).Select(i => Turn(i, code.Substring(i * 6500 % (code.Length - 7000), 6500))).ToList();
        _session = Body(turns);
        _counts.OfBody(_session);

        _longer = Body([.. turns, Turn(1000, Place + code[..8000])]);
        _place = _longer.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(Place));
    }

    [Benchmark]
    public int OneMegabyteOfCode() => Vocabularies.O200k.CountTokens(_code);

    [Benchmark]
    public int OneMegabyteOfOneLetter() => Vocabularies.O200k.CountTokens(_letters);

    [Benchmark]
    public int OneMegabyteOfSpaces() => Vocabularies.O200k.CountTokens(_spaces);

    [Benchmark]
    public int SessionOf200kTokensCold() => new BlockCounts(() => Vocabularies.O200k).OfBody(_session);

    [Benchmark]
    public int SessionOf200kTokensKnown() => _counts.OfBody(_session);

    [Benchmark]
    public int TurnOf2kTokensAdded()
    {
        // Another turn each time, which nobody has counted.
        _turn++.TryFormat(_longer.AsSpan(_place), out _, "D8", CultureInfo.InvariantCulture);
        return _counts.OfBody(_longer);
    }

    [Benchmark]
    public int VocabularyRead() => VocabularyFile.Embedded("o200k_base").Count;

    private static string Turn(int i, string text) =>
        $$$"""
        {"role":"assistant","content":[{"type":"tool_use","id":"t{{{i}}}","name":"Read","input":{"file_path":"/src/File{{{i}}}.cs"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t{{{i}}}","content":"{{{System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}}"}]}
        """;

    private static byte[] Body(IEnumerable<string> turns) => Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{string.Join(',', turns)}}]}""");
}
