using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Dialects;
using static ClaudeSidecar.Tests.Execution.Convert.Conversion;

namespace ClaudeSidecar.Tests.Execution.Convert;

/// <summary>
/// Servers reuse what a prompt has in common with the one before from its beginning on: a session's prompts may only grow at their end
/// (local-servers 3.5). Checked on sessions that are made up, turn by turn, in all the ways in which clients vary what says the same.
/// </summary>
public sealed class PrefixTests
{
    private const int Sessions = 300;
    private const int Turns = 8;

    private static readonly string[] Models = ["qwen3-coder", "gpt-oss", "kimi-k2", "devstral", "llama3.3", "glm-4.6", "gemma2", "tiny"];
    private static readonly ServerKind[] Servers = [ServerKind.LlamaServer, ServerKind.Vllm, ServerKind.LmStudio, ServerKind.Other];

    [Fact]
    public void EveryTurnBeginsAsTheOneBefore() // edge cases 74, 75, 117
    {
        for (var seed = 0; seed < Sessions; seed++)
        {
            var random = new Random(seed);
            var options = For(Servers[seed % Servers.Length], Models[seed % Models.Length]);
            var session = new MadeUpSession(random);
            List<string>? before = null;
            for (var turn = 0; turn < Turns; turn++)
            {
                var body = session.NextRequest();
                var request = Request(body, options);
                Assert.Equal(Conversion.Text(request), Conversion.Text(Request(body, options)));
                var node = JsonNode.Parse(request.Body.Span)!;
                List<string> now = [node["tools"]?.ToJsonString() ?? "", .. node["messages"]!.AsArray().Select(message => message!.ToJsonString())];
                if (before is not null)
                {
                    var context = $"seed {seed}, turn {turn}";
                    Assert.True(now.Count >= before.Count, context);
                    Assert.True(before.SequenceEqual(now.Take(before.Count)), $"{context}: {before.Zip(now).FirstOrDefault(pair => pair.First != pair.Second)}");
                }

                before = now;
            }
        }
    }

    /// <summary>One session as a client tells it, again and again.</summary>
    private sealed class MadeUpSession(Random random)
    {
        private readonly JsonArray _messages = [];
        private readonly bool _systemAsText = random.Next(3) == 0;
        private int _calls;
        private List<string> _open = [];

        public string NextRequest()
        {
            if (_messages.Count > 0)
            {
                _messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = Answer() });
            }

            _messages.Add(new JsonObject { ["role"] = "user", ["content"] = UserTurn() });
            if (random.Next(3) == 0)
            {
                _messages.Add(new JsonObject { ["role"] = "system", ["content"] = $"{random.Next(1000)} tokens left" });
            }

            var body = new JsonObject
            {
                ["model"] = "claude-x",
                ["system"] = SystemText(),
                ["messages"] = WithCacheMarks(),
                ["tools"] = new JsonArray(JsonNode.Parse(Read), JsonNode.Parse("""{"type":"web_search_20250305","name":"web_search"}""")),
                ["metadata"] = new JsonObject { ["user_id"] = Guid.NewGuid().ToString() },
                ["max_tokens"] = random.Next(1, 64_000),
                ["thinking"] = new JsonObject { ["type"] = "adaptive" },
            };
            return body.ToJsonString();
        }

        // The billing block is other in each request.
        private JsonNode SystemText()
        {
            var billing = $"x-anthropic-billing-header: cc_version=2.1.{random.Next(999)}; cch={random.Next(99999)};";
            return _systemAsText
                ? $"{billing}\nYou are an assistant."
                : new JsonArray(Block(billing), Block("You are an assistant."));
        }

        private JsonArray Answer()
        {
            var blocks = new JsonArray();
            if (random.Next(2) == 0)
            {
                blocks.Add(new JsonObject { ["type"] = "thinking", ["thinking"] = "hm", ["signature"] = "EqQBsealed" });
            }

            blocks.Add(Block($"I say {random.Next(1000)}"));
            _open = [.. Enumerable.Range(0, random.Next(4)).Select(_ => $"toolu_{_calls++}")];
            _open.ForEach(id => blocks.Add(new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = "Read", ["input"] = new JsonObject { ["file_path"] = $"/{random.Next(1000)}" } }));
            return blocks;
        }

        private JsonArray UserTurn()
        {
            var blocks = new JsonArray();
            foreach (var id in _open.Where(_ => random.Next(8) > 0))
            {
                blocks.Add(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = Result(), ["is_error"] = random.Next(5) == 0 });
            }

            if (blocks.Count == 0 || random.Next(3) == 0)
            {
                blocks.Add(Block($"<system-reminder>{random.Next(1000)}</system-reminder>"));
                blocks.Add(Block($"please {random.Next(1000)}"));
            }

            return blocks;
        }

        private JsonNode Result() => random.Next(3) switch
        {
            0 => $"text {random.Next(1000)}",
            1 => new JsonArray(),
            _ => new JsonArray(Block("seen"), JsonNode.Parse("""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}""")),
        };

        // The marks move with each request, and a message of one text may be told as a list or as a string.
        private JsonArray WithCacheMarks()
        {
            var copy = _messages.DeepClone().AsArray();
            if (copy[^1]!["content"] is JsonArray { Count: > 0 } blocks)
            {
                blocks[^1]!["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
            }

            foreach (var message in copy.Where(message => random.Next(4) == 0))
            {
                if (message!["content"] is JsonArray { Count: 1 } single && (string?)single[0]!["type"] == "text")
                {
                    message["content"] = (string)single[0]!["text"]!;
                }
            }

            return copy;
        }

        private static JsonObject Block(string text) => new() { ["type"] = "text", ["text"] = text };
    }
}
