using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Backends;

namespace ClaudeSidecar.Tests.Execution.Backends;

public sealed class RemediesTests
{
    [Theory]
    // Overflow: local-servers 3.1; edge case 107.
    [InlineData(400, "request (24071 tokens) exceeds the available context size (8192 tokens), try increasing it", "Shorten")]
    [InlineData(400, "This model's maximum context length is 40960 tokens. However, you requested 32000 output tokens and your prompt contains at least 8961 input tokens, for a total of at least 40961 tokens.", "Shorten")]
    [InlineData(400, "'max_tokens' or 'max_completion_tokens' is too large: 8000. This model's maximum context length is 4096 tokens and your request has 2778 input tokens (8000 > 4096 - 2778)", "Shorten")]
    [InlineData(400, "The input (9000 tokens) is longer than the model's context length (8192 tokens).", "Shorten")]
    [InlineData(400, "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger context length", "Shorten")]
    [InlineData(400, "Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens", "Shorten")]
    [InlineData(500, "Engine protocol predict request returned 400: {\"error\":{\"code\":400,\"message\":\"request (24071 tokens) exceeds the available context size (8192 tokens), try increasing it\"}}", "Shorten")]
    [InlineData(400, "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length", "Shorten")]
    [InlineData(500, "prompt too long; exceeded max context length by 7 tokens", "Shorten")]
    [InlineData(400, "Prompt exceeds maximum context length", "Shorten")]
    [InlineData(400, "Prompt has 9000 tokens, but the configured context size is 8192 tokens", "Shorten")]
    [InlineData(500, "Context size has been exceeded.", "Shorten")]
    // Grammar: edge case 67.
    [InlineData(400, "Failed to initialize samplers: failed to parse grammar", "PlainSchemas")]
    [InlineData(500, "JSON schema error at #/properties/a: cannot resolve $ref #/$defs/x, definitions not found", "PlainSchemas")]
    [InlineData(400, "schema must be an object", "PlainSchemas")]
    [InlineData(500, "Jinja Exception: Function has no builtins", "PlainSchemas")]
    [InlineData(400, "Invalid schema for function 'Edit': None is not of type 'string'", "PlainSchemas")]
    // Turns: edge case 73.
    [InlineData(500, "While executing CallExpression at line 85, column 32 in source: Jinja Exception: System message must be at the beginning.", "StrictTurns")]
    [InlineData(500, "No user query found in messages.", "StrictTurns")]
    [InlineData(400, "Conversation roles must alternate user/assistant/user/assistant/...", "StrictTurns")]
    [InlineData(400, "After the optional system message, conversation roles must alternate user and assistant", "StrictTurns")]
    [InlineData(400, "Only user and assistant roles are supported!", "StrictTurns")]
    // Images: edge case 65.
    [InlineData(500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj", "NoImages")]
    [InlineData(400, "tiny is not a multimodal model", "NoImages")]
    [InlineData(400, "At most 0 image(s) may be provided in one prompt.", "NoImages")]
    [InlineData(422, "Input should be 'text': messages.0.content.1.image_url", "NoImages")]
    [InlineData(400, "Model does not support images. Please use a model that does.", "NoImages")]
    [InlineData(415, "this model does not support vision input", "NoImages")]
    // Fields: edge case 70.
    [InlineData(400, "[{'type': 'extra_forbidden', 'loc': ('body', 'chat_template_kwargs'), 'msg': 'Extra inputs are not permitted'}]", "LeaveOut chat_template_kwargs")]
    [InlineData(400, "Unsupported parameter: 'parallel_tool_calls' is not supported with this model.", "LeaveOut parallel_tool_calls")]
    [InlineData(422, "json: unknown field \"stream_options\"", "LeaveOut stream_options")]
    [InlineData(400, "response_format.type must be 'json_schema' or 'text'", "LeaveOut response_format")]
    [InlineData(400, "Invalid tool_choice type: 'object'. Supported string values: none, auto, required", "LeaveOut tool_choice")]
    [InlineData(400, "\"tiny\" does not support thinking", "LeaveOut think")]
    [InlineData(500, "model requires more system memory (23.1 GiB) than is available (14.0 GiB)", "SmallerWindow")]
    // Waiting: edge cases 41, 42.
    [InlineData(503, "Loading model", "WaitForModel")]
    [InlineData(503, "The model is not ready yet", "WaitForModel")]
    [InlineData(503, "server busy, please try again.  maximum pending requests exceeded", "WaitForTurn")]
    [InlineData(503, "no slot available", "WaitForTurn")]
    [InlineData(429, "Too many requests", "WaitForTurn")]
    // Nothing helps.
    [InlineData(401, "Invalid API Key", "None")]
    [InlineData(404, "model \"tiny\" not found, try pulling it first", "None")]
    [InlineData(500, "something broke", "None")]
    [InlineData(400, "registry.ollama.ai/library/tiny does not support tools", "None")]
    [InlineData(400, "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set", "None")]
    public void EachRefusalHasItsRemedy(int status, string words, string remedy)
    {
        var body = new JsonObject { ["error"] = new JsonObject { ["message"] = words } };
        var found = Remedies.For(ServerFault.Of(status, Encoding.UTF8.GetBytes(body.ToJsonString())));

        Assert.Equal(remedy, $"{found.Kind} {found.Field}".Trim());
    }

    [Theory]
    [InlineData(404, "model \"tiny\" not found, try pulling it first", true)]
    [InlineData(404, "The model `tiny` does not exist.", true)]
    [InlineData(400, "model 'nope' not found", true)]
    [InlineData(404, "No models loaded. Please load a model in the developer page or use the `lms load` command.", true)]
    [InlineData(400, "Invalid model identifier \"tiny\". Please specify a valid downloaded model", true)]
    [InlineData(404, "File Not Found", false)]
    [InlineData(500, "model not found", false)]
    public void AMissingModelIsKnownByTheServersWords(int status, string words, bool missing) =>
        Assert.Equal(missing, Remedies.IsMissingModel(new ServerFault(status, words)));
}
