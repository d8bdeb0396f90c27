using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Control;
using ClaudeSidecar.Rpc;

namespace ClaudeSidecar.Tests.Generated;

/// <summary>Writes the C# contract as TypeScript: shapes by reflection, comments and order from the sources.</summary>
internal sealed partial class TypeScriptMirror
{
    private static readonly NullabilityInfoContext Nullability = new();

    private readonly StringBuilder _text = new();

    /// <summary>The whole module.</summary>
    public static string Generate()
    {
        var protocol = SourceSummaries.Read(RepositoryFiles.Path("server", "Rpc", "Protocol.cs"));
        var status = SourceSummaries.Read(RepositoryFiles.Path("server", "Control", "StatusReport.cs"));
        var models = SourceSummaries.Read(RepositoryFiles.Path("server", "Control", "ModelStatus.cs"));
        var history = SourceSummaries.Read(RepositoryFiles.Path("server", "Control", "HistoryStatus.cs"));
        var editor = SourceSummaries.Read(RepositoryFiles.Path("server", "Context", "Workspace", "EditorState.cs"));
        var handoff = SourceSummaries.Read(RepositoryFiles.Path("server", "Control", "HandoffReport.cs"));
        var mirror = new TypeScriptMirror();
        mirror.AddHeader();
        mirror.AddSignatures(protocol);
        mirror.AddTypes(protocol, typeof(Methods));
        mirror.AddTypes(status, typeof(StatusReport));
        mirror.AddTypes(models, typeof(ModelStatus));
        mirror.AddTypes(history, typeof(HistoryStatus));
        mirror.AddTypes(editor, typeof(EditorState));
        mirror.AddTypes(handoff, typeof(HandoffReport));

        return mirror._text.ToString();
    }

    private void AddHeader() => _text.Append("""
        // Generated from server/Rpc/Protocol.cs and server/Control/{StatusReport,ModelStatus,HistoryStatus,HandoffReport}.cs: change those, not this file.
        // Then: UPDATE_GENERATED=1 dotnet test tests/server --filter ProtocolMirror

        /** A moment in ISO 8601 with its offset, as `new Date(…)` takes it. */
        export type IsoTime = string;


        """.ReplaceLineEndings("\n"));

    private void AddTypes(SourceSummaries source, Type sibling)
    {
        foreach (var type in source.Types.Select(name => TypeBeside(sibling, name)))
        {
            _text.Append('\n');
            AddComment(source[type.Name], "");
            if (type is { IsAbstract: true, IsSealed: true })
            {
                AddConstants(type, source);
            }
            else
            {
                AddInterface(type, source);
            }
        }
    }

    private void AddConstants(Type type, SourceSummaries source)
    {
        _text.Append(CultureFree($"export const {type.Name} = {{\n"));
        foreach (var constant in type.GetFields().Where(field => field.IsLiteral))
        {
            AddComment(source[$"{type.Name}.{constant.Name}"], "  ");
            var value = constant.GetRawConstantValue() is string text ? $"\"{text}\"" : CultureFree($"{constant.GetRawConstantValue()}");
            _text.Append(CultureFree($"  {CamelCase(constant.Name)}: {value},\n"));
        }

        _text.Append("} as const;\n");
    }

    // What a method takes and returns is said in its summary, "Text: A → B"; here it becomes something that tsc can check.
    private void AddSignatures(SourceSummaries source)
    {
        var requests = new StringBuilder();
        var notifications = new StringBuilder();
        var announcements = new StringBuilder();
        foreach (var method in typeof(Methods).GetFields().Where(field => field.IsLiteral))
        {
            var name = (string)method.GetRawConstantValue()!;
            var summary = source[$"{nameof(Methods)}.{method.Name}"];
            var sides = summary.Split(" → ");
            if (sides is [var before, var after])
            {
                requests.Append(CultureFree($"  readonly \"{name}\": {{ readonly params: {CrefIn(before) ?? "undefined"}; readonly result: {CrefIn(after)} }};\n"));
            }
            else if (CrefIn(summary) is { } state)
            {
                var kind = summary.StartsWith("Notification from the client", StringComparison.Ordinal) ? announcements : notifications;
                kind.Append(CultureFree($"  readonly \"{name}\": {state};\n"));
            }
            else if (!name.StartsWith("$/", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The summary of Methods.{method.Name} does not say what it takes: \"A → B\" or one cref.");
            }
        }

        _text.Append(CultureFree($"/** What each request takes and returns. */\nexport interface Requests {{\n{requests}}}\n\n"));
        _text.Append(CultureFree($"/** What each notification of the sidecar carries. */\nexport interface Notifications {{\n{notifications}}}\n\n"));
        _text.Append(CultureFree($"/** What each notification of a client carries. */\nexport interface Announcements {{\n{announcements}}}\n"));
    }

    private void AddInterface(Type type, SourceSummaries source)
    {
        _text.Append(CultureFree($"export interface {type.Name} {{\n"));
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            AddComment(source[$"{type.Name}.{property.Name}"], "  ");
            var nullable = Nullability.Create(property).ReadState == NullabilityState.Nullable;
            var required = property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));
            _text.Append(CultureFree(
                $"  readonly {CamelCase(property.Name)}{(required ? "" : "?")}: {TypeScriptName(property.PropertyType)}{(nullable ? " | null" : "")};\n"));
        }

        _text.Append("}\n");
    }

    private void AddComment(string summary, string indent) =>
        _text.Append(CultureFree($"{indent}/** {PlainText(summary)} */\n"));

    private static string TypeScriptName(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "string",
        var t when t == typeof(bool) => "boolean",
        var t when t == typeof(int) || t == typeof(long) || t == typeof(double) => "number",
        var t when t == typeof(DateTimeOffset) => "IsoTime",
        { IsGenericType: true } t when t.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
            $"readonly {TypeScriptName(t.GetGenericArguments()[0])}[]",
        { IsClass: true } t when t.Assembly == typeof(Methods).Assembly => t.Name,
        var t => throw new InvalidOperationException($"{t} has no TypeScript form yet: give it one in TypeScriptMirror."),
    };

    private static Type TypeBeside(Type sibling, string name) =>
        sibling.Assembly.GetType($"{sibling.Namespace}.{name}", throwOnError: true)!;

    private static string? CrefIn(string summary) => Cref().Match(summary) is { Success: true } match ? match.Groups[1].Value : null;

    private static string PlainText(string summary)
    {
        var linked = Cref().Replace(summary, match => $"{{@link {match.Groups[1].Value}}}");
        var text = WebUtility.HtmlDecode(CodeElement().Replace(linked, "`$1`"));
        return Markup().IsMatch(text)
            ? throw new InvalidOperationException($"No TypeScript form for the markup in \"{summary}\".")
            : text;
    }

    private static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static string CultureFree(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex("<see cref=\"([^\"]+)\"/>")]
    private static partial Regex Cref();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex CodeElement();

    [GeneratedRegex("</?[a-z]+[ >/]|\\*/")]
    private static partial Regex Markup();
}
