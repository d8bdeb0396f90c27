using System.Text.Json.Serialization;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Rpc;

/// <summary>The contract's JSON: camelCase, absent for null, and a null where none is allowed is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(InitializeParams))]
[JsonSerializable(typeof(InitializeResult))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(SwitchParams))]
[JsonSerializable(typeof(SwitchResult))]
[JsonSerializable(typeof(OpenWorkspaceParams))]
[JsonSerializable(typeof(OpenWorkspaceResult))]
[JsonSerializable(typeof(SyncParams))]
[JsonSerializable(typeof(SyncResult))]
[JsonSerializable(typeof(HandoffParams))]
[JsonSerializable(typeof(HandoffReport))]
[JsonSerializable(typeof(AnswerParams))]
[JsonSerializable(typeof(AnswerResult))]
[JsonSerializable(typeof(FeedbackParams))]
[JsonSerializable(typeof(FeedbackResult))]
[JsonSerializable(typeof(EditorStateParams))]
[JsonSerializable(typeof(EditorStateResult))]
[JsonSerializable(typeof(PowerStateParams))]
[JsonSerializable(typeof(QuestionChangedParams))]
[JsonSerializable(typeof(QuotaStatus))]
[JsonSerializable(typeof(RouteStatus))]
[JsonSerializable(typeof(BackendsChangedParams))]
[JsonSerializable(typeof(NoticeParams))]
[JsonSerializable(typeof(LogParams))]
internal sealed partial class RpcJson : JsonSerializerContext;
