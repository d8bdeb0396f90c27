using System.Text;
using BenchmarkDotNet.Attributes;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Benchmarks;

/// <summary>A first request of Claude Code's size, with 28 tools and about 100 KB, and one after a long session of 1 MB.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class RequestBenchmarks
{
    private readonly ConvertOptions _options = new() { Model = "qwen3-coder:30b", Server = ServerKind.LlamaServer, Family = FamilyBook.BuiltIn.Of("qwen3-coder:30b") };
    private byte[] _body = [];

    /// <summary>Turns of the conversation: 10 make 100 KB, 360 make 1 MB.</summary>
    [Params(10, 360)]
    public int Turns { get; set; }

    /// <summary>Makes the request.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var words = string.Concat(Enumerable.Repeat("Reads a file from the local file system.\\n", 60));
        var tools = string.Join(',', Enumerable.Range(0, 28).Select(i =>
            $"{{\"name\":\"Tool{i}\",\"description\":\"{words}\",\"input_schema\":{{\"$schema\":\"x\",\"type\":\"object\",\"properties\":{{\"a\":{{\"type\":\"string\",\"description\":\"path\"}}}},\"required\":[\"a\"]}}}}"));
        var turns = string.Join(',', Enumerable.Range(0, Turns).Select(i =>
            $"{{\"role\":\"assistant\",\"content\":[{{\"type\":\"tool_use\",\"id\":\"t{i}\",\"name\":\"Tool1\",\"input\":{{\"a\":\"/x\"}}}}]}},{{\"role\":\"user\",\"content\":[{{\"type\":\"tool_result\",\"tool_use_id\":\"t{i}\",\"content\":\"{words}\"}}]}}"));
        _body = Encoding.UTF8.GetBytes($"{{\"model\":\"m\",\"max_tokens\":64000,\"system\":[{{\"type\":\"text\",\"text\":\"{words}\"}}],\"tools\":[{tools}],\"messages\":[{{\"role\":\"user\",\"content\":\"go\"}},{turns}],\"stream\":true}}");
    }

    /// <summary>Messages body to chat body.</summary>
    [Benchmark]
    public int Convert() =>
        RequestConversion.TryConvert(_body, _options, RequestToOpenAi.Write, out var request, out _) ? request.Body.Length : 0;

    /// <summary>The count that <c>count_tokens</c> answers.</summary>
    [Benchmark]
    public int Count() => PromptSize.Estimate(_body);
}
