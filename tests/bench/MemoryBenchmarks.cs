using System.Globalization;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using ClaudeSidecar.Context.Memory;

namespace ClaudeSidecar.Benchmarks;

/// <summary>What it costs to remember a session: reading a message, folding what four hundred of them say, writing the brief of it.</summary>
[MemoryDiagnoser]
public class MemoryBenchmarks
{
    private const int Turns = 200;

    private readonly MemoryReader _reader = new();
    private JsonElement[] _messages = [];
    private MessageFacts[] _facts = [];
    private SessionMemory _memory = SessionMemory.Empty;
    private JsonElement _read;
    private JsonElement _words;

    /// <summary>A session of four hundred messages: files of 4 KB are read, edited and tested, and a sentence in each turn decides something.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var text = new StringBuilder();
        for (var i = 1; i <= 100; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i}\\t    const value{i} = compute(value{i - 1}, 17);\\n");
        }

        var messages = new List<string> { """{"role":"user","content":[{"type":"text","text":"<system-reminder>\n# claudeMd\nUse tabs.\n</system-reminder>"},{"type":"text","text":"Port the parser and keep the tests green."}]}""" };
        for (var i = 0; i < Turns; i++)
        {
            messages.Add($$$"""{"role":"assistant","content":[{"type":"text","text":"The cause is in part {{{i}}}. I'll use an enum instead of strings, because it is checked."},{"type":"tool_use","id":"r{{{i}}}","name":"Read","input":{"file_path":"/home/user/app/src/file{{{i % 40}}}.ts"}},{"type":"tool_use","id":"b{{{i}}}","name":"Bash","input":{"command":"cd app && npm test -- part{{{i}}} 2>&1 | tail -20"}},{"type":"tool_use","id":"e{{{i}}}","name":"Edit","input":{"file_path":"/home/user/app/src/file{{{i % 40}}}.ts","old_string":"value{{{i % 100}}}","new_string":"other"}}]}""");
            messages.Add($$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"r{{{i}}}","content":"{{{text}}}"},{"type":"tool_result","tool_use_id":"b{{{i}}}","content":"Tests: {{{i % 3}}} failed, 5 passed"},{"type":"tool_result","tool_use_id":"e{{{i}}}","content":"The file has been updated successfully."}]}""");
        }

        _messages = [.. messages.Select(json => JsonDocument.Parse(json).RootElement)];
        _facts = [.. _messages.Select(_reader.Read)];
        _memory = SessionMemory.Of(_facts);
        _read = _messages[2];
        _words = _messages[1];
    }

    /// <summary>A result with a file of 4 KB, a command's output and an edit.</summary>
    [Benchmark]
    public MessageFacts ReadResults() => _reader.Read(_read);

    /// <summary>A message of the model's: a text and three calls.</summary>
    [Benchmark]
    public MessageFacts ReadCalls() => _reader.Read(_words);

    /// <summary>All four hundred messages, 1.1 MB.</summary>
    [Benchmark]
    public int ReadSession()
    {
        var reader = new MemoryReader();
        return _messages.Sum(message => reader.Read(message).Facts.Count);
    }

    /// <summary>The fold of four hundred messages.</summary>
    [Benchmark]
    public SessionMemory Fold() => SessionMemory.Of(_facts);

    /// <summary>The brief of it for a thousand tokens.</summary>
    [Benchmark]
    public string Brief() => MemoryBrief.Write(_memory, 1000, text => (text.Length + 3) / 4);

    /// <summary>The texts of all its files.</summary>
    [Benchmark]
    public int Files() => FileVersions.Of(_messages).Count;
}
