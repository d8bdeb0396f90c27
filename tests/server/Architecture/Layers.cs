using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ClaudeSidecar.Tests.Architecture;

/// <summary>Which folder refers to which, read out of a built assembly: signatures, fields, attributes, locals and every instruction.</summary>
internal static class Layers
{
    private const string Root = "ClaudeSidecar.";

    /// <summary>What each folder may refer to, besides itself. A folder refers only to lower layers, and not to its own layer's others.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Wire"] = [],
        ["Storage"] = [],
        ["Settings"] = ["Wire", "Storage"],
        ["Simulation"] = ["Wire", "Storage"],
        ["Quota"] = ["Wire", "Storage", "Settings"],
        ["Context"] = ["Wire", "Storage", "Settings"],
        ["Observability"] = ["Wire", "Storage", "Settings"],
        ["Decision"] = ["Wire", "Storage", "Settings", "Quota"],
        ["Execution"] = ["Wire", "Storage", "Settings", "Quota", "Context", "Observability"],
        ["Control"] = ["Wire", "Storage", "Settings", "Quota", "Context", "Observability", "Decision", "Execution"],
        ["Gateway"] = ["Wire", "Storage", "Settings", "Quota", "Context", "Observability", "Decision", "Execution", "Control"],
        ["Rpc"] = ["Wire", "Storage", "Settings", "Quota", "Context", "Observability", "Decision", "Execution", "Control"],
        ["Cli"] = ["Wire", "Storage", "Settings", "Simulation", "Quota", "Context", "Observability", "Decision", "Execution", "Control", "Gateway", "Rpc"],
    };

    /// <summary>Every reference that the table does not allow: <c>Wire.A → Cli.B</c>.</summary>
    public static IReadOnlyList<string> Violations(ModuleDefinition module, string root = Root) =>
    [
        .. AllTypes(module.Types)
            .SelectMany(type => References(type).Select(to => (From: type, To: to)))
            .Select(edge => (edge.From, edge.To, FromFolder: Folder(edge.From, root), ToFolder: Folder(edge.To, root)))
            .Where(edge => edge is { FromFolder: not null, ToFolder: not null } && edge.FromFolder != edge.ToFolder)
            .Where(edge => !Allowed.TryGetValue(edge.FromFolder!, out var allowed) || !allowed.Contains(edge.ToFolder))
            .Select(edge => $"{edge.From.FullName} → {edge.To.FullName}")
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every type, nested ones included.</summary>
    public static IEnumerable<TypeDefinition> AllTypes(IEnumerable<TypeDefinition> types) => types.SelectMany(type => AllTypes(type.NestedTypes).Prepend(type));

    /// <summary>The folder of a type, by its namespace; null for types that are not ours.</summary>
    public static string? Folder(TypeReference type, string root = Root)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type.Namespace.StartsWith(root, StringComparison.Ordinal) ? type.Namespace[root.Length..].Split('.')[0] : null;
    }

    /// <summary>Every type that a type mentions.</summary>
    public static IEnumerable<TypeReference> References(TypeDefinition type) => Mentioned(type).Where(mentioned => mentioned is not null).SelectMany(mentioned => Parts(mentioned!));

    private static IEnumerable<TypeReference?> Mentioned(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(one => one.InterfaceType),
        .. type.CustomAttributes.Select(one => one.AttributeType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Methods.SelectMany(Mentioned),
    ];

    private static IEnumerable<TypeReference?> Mentioned(MethodDefinition method)
    {
        IEnumerable<TypeReference?> signature = [method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];
        return !method.HasBody ? signature : signature
            .Concat(method.Body.Variables.Select(local => local.VariableType))
            .Concat(method.Body.ExceptionHandlers.Select(handler => handler.CatchType))
            .Concat(method.Body.Instructions.SelectMany(Mentioned));
    }

    private static IEnumerable<TypeReference?> Mentioned(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod generic => [generic.DeclaringType, generic.ReturnType, .. generic.GenericArguments],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)],
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
